package io.unveil.analyzer.worker;

/**
 * System calls of Linux that the sandbox names, with their numbers on the two processors that it
 * knows. Source: the kernel's {@code asm/unistd_64.h} for x86-64 and {@code asm-generic/unistd.h},
 * which AArch64 uses; numbers never change.
 */
enum Syscall {
  // Running programs.
  EXECVE(59, 221, Rule.DENIED),
  EXECVEAT(322, 281, Rule.DENIED),
  FORK(57, -1, Rule.DENIED),
  VFORK(58, -1, Rule.DENIED),
  // Sockets, also by message queues of the kernel and rings.
  SOCKET(41, 198, Rule.DENIED),
  SOCKETPAIR(53, 199, Rule.DENIED),
  CONNECT(42, 203, Rule.DENIED),
  BIND(49, 200, Rule.DENIED),
  LISTEN(50, 201, Rule.DENIED),
  ACCEPT(43, 202, Rule.DENIED),
  ACCEPT4(288, 242, Rule.DENIED),
  SENDTO(44, 206, Rule.DENIED),
  SENDMSG(46, 211, Rule.DENIED),
  SENDMMSG(307, 269, Rule.DENIED),
  RECVFROM(45, 207, Rule.DENIED),
  RECVMSG(47, 212, Rule.DENIED),
  RECVMMSG(299, 243, Rule.DENIED),
  SETSOCKOPT(54, 208, Rule.DENIED),
  SHUTDOWN(48, 210, Rule.DENIED),
  IO_URING_SETUP(425, 425, Rule.DENIED),
  IO_URING_ENTER(426, 426, Rule.DENIED),
  IO_URING_REGISTER(427, 427, Rule.DENIED),
  MQ_OPEN(240, 180, Rule.DENIED),
  MQ_UNLINK(241, 181, Rule.DENIED),
  SHMGET(29, 194, Rule.DENIED),
  SEMGET(64, 190, Rule.DENIED),
  MSGGET(68, 186, Rule.DENIED),
  // Other processes.
  PTRACE(101, 117, Rule.DENIED),
  PROCESS_VM_READV(310, 270, Rule.DENIED),
  PROCESS_VM_WRITEV(311, 271, Rule.DENIED),
  PROCESS_MADVISE(440, 440, Rule.DENIED),
  KCMP(312, 272, Rule.DENIED),
  PIDFD_OPEN(434, 434, Rule.DENIED),
  PIDFD_GETFD(438, 438, Rule.DENIED),
  PIDFD_SEND_SIGNAL(424, 424, Rule.DENIED),
  KILL(62, 129, Rule.DENIED),
  TKILL(200, 130, Rule.DENIED),
  RT_SIGQUEUEINFO(129, 138, Rule.DENIED),
  RT_TGSIGQUEUEINFO(297, 240, Rule.DENIED),
  // Parts of the kernel that have been ways out.
  BPF(321, 280, Rule.DENIED),
  PERF_EVENT_OPEN(298, 241, Rule.DENIED),
  USERFAULTFD(323, 282, Rule.DENIED),
  MEMFD_CREATE(319, 279, Rule.DENIED),
  MEMFD_SECRET(447, 447, Rule.DENIED),
  ADD_KEY(248, 217, Rule.DENIED),
  REQUEST_KEY(249, 218, Rule.DENIED),
  KEYCTL(250, 219, Rule.DENIED),
  FANOTIFY_INIT(300, 262, Rule.DENIED),
  INOTIFY_INIT(253, -1, Rule.DENIED),
  INOTIFY_INIT1(294, 26, Rule.DENIED),
  UNSHARE(272, 97, Rule.DENIED),
  SETNS(308, 268, Rule.DENIED),
  // The system as a whole.
  MOUNT(165, 40, Rule.DENIED),
  UMOUNT2(166, 39, Rule.DENIED),
  PIVOT_ROOT(155, 41, Rule.DENIED),
  CHROOT(161, 51, Rule.DENIED),
  MOUNT_SETATTR(442, 442, Rule.DENIED),
  OPEN_TREE(428, 428, Rule.DENIED),
  MOVE_MOUNT(429, 429, Rule.DENIED),
  FSOPEN(430, 430, Rule.DENIED),
  FSCONFIG(431, 431, Rule.DENIED),
  FSMOUNT(432, 432, Rule.DENIED),
  FSPICK(433, 433, Rule.DENIED),
  NAME_TO_HANDLE_AT(303, 264, Rule.DENIED),
  OPEN_BY_HANDLE_AT(304, 265, Rule.DENIED),
  QUOTACTL(179, 60, Rule.DENIED),
  QUOTACTL_FD(443, 443, Rule.DENIED),
  SWAPON(167, 224, Rule.DENIED),
  SWAPOFF(168, 225, Rule.DENIED),
  ACCT(163, 89, Rule.DENIED),
  REBOOT(169, 142, Rule.DENIED),
  KEXEC_LOAD(246, 104, Rule.DENIED),
  KEXEC_FILE_LOAD(320, 294, Rule.DENIED),
  INIT_MODULE(175, 105, Rule.DENIED),
  FINIT_MODULE(313, 273, Rule.DENIED),
  DELETE_MODULE(176, 106, Rule.DENIED),
  SETTIMEOFDAY(164, 170, Rule.DENIED),
  CLOCK_SETTIME(227, 112, Rule.DENIED),
  ADJTIMEX(159, 171, Rule.DENIED),
  CLOCK_ADJTIME(305, 266, Rule.DENIED),
  SETHOSTNAME(170, 161, Rule.DENIED),
  SETDOMAINNAME(171, 162, Rule.DENIED),
  IOPL(172, -1, Rule.DENIED),
  IOPERM(173, -1, Rule.DENIED),
  SYSLOG(103, 116, Rule.DENIED),
  PERSONALITY(135, 92, Rule.DENIED),
  VHANGUP(153, 58, Rule.DENIED),
  // Rights of its own.
  SETUID(105, 146, Rule.DENIED),
  SETGID(106, 144, Rule.DENIED),
  SETREUID(113, 145, Rule.DENIED),
  SETREGID(114, 143, Rule.DENIED),
  SETRESUID(117, 147, Rule.DENIED),
  SETRESGID(119, 149, Rule.DENIED),
  SETFSUID(122, 151, Rule.DENIED),
  SETFSGID(123, 152, Rule.DENIED),
  SETGROUPS(116, 159, Rule.DENIED),
  CAPSET(126, 91, Rule.DENIED),
  SETRLIMIT(160, 164, Rule.DENIED),
  // Changing files and folders.
  CREAT(85, -1, Rule.DENIED),
  MKDIR(83, -1, Rule.DENIED),
  MKDIRAT(258, 34, Rule.DENIED),
  RMDIR(84, -1, Rule.DENIED),
  UNLINK(87, -1, Rule.DENIED),
  UNLINKAT(263, 35, Rule.DENIED),
  RENAME(82, -1, Rule.DENIED),
  RENAMEAT(264, 38, Rule.DENIED),
  RENAMEAT2(316, 276, Rule.DENIED),
  LINK(86, -1, Rule.DENIED),
  LINKAT(265, 37, Rule.DENIED),
  SYMLINK(88, -1, Rule.DENIED),
  SYMLINKAT(266, 36, Rule.DENIED),
  MKNOD(133, -1, Rule.DENIED),
  MKNODAT(259, 33, Rule.DENIED),
  CHMOD(90, -1, Rule.DENIED),
  FCHMOD(91, 52, Rule.DENIED),
  FCHMODAT(268, 53, Rule.DENIED),
  FCHMODAT2(452, 452, Rule.DENIED),
  CHOWN(92, -1, Rule.DENIED),
  FCHOWN(93, 55, Rule.DENIED),
  LCHOWN(94, -1, Rule.DENIED),
  FCHOWNAT(260, 54, Rule.DENIED),
  TRUNCATE(76, 45, Rule.DENIED),
  FTRUNCATE(77, 46, Rule.DENIED),
  FALLOCATE(285, 47, Rule.DENIED),
  UTIME(132, -1, Rule.DENIED),
  UTIMES(235, -1, Rule.DENIED),
  UTIMENSAT(280, 88, Rule.DENIED),
  FUTIMESAT(261, -1, Rule.DENIED),
  SETXATTR(188, 5, Rule.DENIED),
  LSETXATTR(189, 6, Rule.DENIED),
  FSETXATTR(190, 7, Rule.DENIED),
  REMOVEXATTR(197, 14, Rule.DENIED),
  LREMOVEXATTR(198, 15, Rule.DENIED),
  FREMOVEXATTR(199, 16, Rule.DENIED),
  // Allowed by what they are asked for.
  OPEN(2, -1, Rule.BY_ARGUMENTS),
  OPENAT(257, 56, Rule.BY_ARGUMENTS),
  OPENAT2(437, 437, Rule.BY_ARGUMENTS),
  CLONE(56, 220, Rule.BY_ARGUMENTS),
  CLONE3(435, 435, Rule.BY_ARGUMENTS),
  TGKILL(234, 131, Rule.BY_ARGUMENTS),
  PRCTL(157, 167, Rule.BY_ARGUMENTS),
  PRLIMIT64(302, 261, Rule.BY_ARGUMENTS),
  IOCTL(16, 29, Rule.BY_ARGUMENTS),
  // What the sandbox itself needs; no rule.
  LANDLOCK_CREATE_RULESET(444, 444, Rule.NO_RULE),
  LANDLOCK_ADD_RULE(445, 445, Rule.NO_RULE),
  LANDLOCK_RESTRICT_SELF(446, 446, Rule.NO_RULE),
  SECCOMP(317, 277, Rule.NO_RULE),
  GETPPID(110, 173, Rule.NO_RULE),
  GETPID(39, 172, Rule.NO_RULE),
  CLOSE(3, 57, Rule.NO_RULE);

  /** A processor that has no such call. */
  static final int NONE_THERE = -1;

  /** What the filter does with a call. */
  enum Rule {
    /** Always an error. */
    DENIED,
    /** An error unless the arguments are harmless. */
    BY_ARGUMENTS,
    /** Not mentioned. */
    NO_RULE
  }

  private final int x86;
  private final int arm;
  private final Rule rule;

  Syscall(int x86, int arm, Rule rule) {
    this.x86 = x86;
    this.arm = arm;
    this.rule = rule;
  }

  /** {@return the number, or {@link #NONE_THERE}} */
  int number(Processor processor) {
    return processor == Processor.X86_64 ? x86 : arm;
  }

  Rule rule() {
    return rule;
  }
}
