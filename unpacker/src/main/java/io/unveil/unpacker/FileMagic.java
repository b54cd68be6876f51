package io.unveil.unpacker;

import java.util.List;

/**
 * What a file is by its first bytes. Formats whose content looks random (images, sound, video,
 * fonts, compressed archives) must be known here, so that only what nobody can name counts as
 * hidden.
 */
enum FileMagic {
  /** A DEX file that ART of some Android reads: {@code dex\n035} to {@code dex\n041}. */
  DEX,
  /** An optimised, compact or future DEX file. */
  OTHER_DEX,
  /** A DEX header under XOR with one byte. */
  XORED_DEX,
  /** A ZIP archive by its first local header. */
  ZIP,
  /** An ELF file. */
  ELF,
  /** Any other format with a known start, also text. */
  KNOWN,
  /** None of these. */
  UNKNOWN;

  /** Bytes that decide. */
  static final int PREFIX_BYTES = 16;

  /** Fewer bytes are no file of any kind that matters. */
  static final int MIN_BYTES = 8;

  /**
   * Starts of formats: hex, {@code ..} for any byte. Images, sound, video, fonts, archives,
   * documents, data bases, Android's own, other code, keys.
   */
  private static final List<short[]> STARTS =
      List.of(
          // PNG, JPEG, GIF, BMP, icon and cursor, TIFF, PSD, JPEG XL, WMF, DDS, KTX, ASTC, PVR, PKM
          pattern("89504E47"),
          pattern("FFD8FF"),
          pattern("47494638"),
          pattern("424D........0000"),
          pattern("00000100"),
          pattern("00000200"),
          pattern("49492A00"),
          pattern("4D4D002A"),
          pattern("38425053"),
          pattern("FF0A"),
          pattern("D7CDC69A"),
          pattern("44445320"),
          pattern("AB4B5458"),
          pattern("13ABA15C"),
          pattern("50565203"),
          pattern("504B4D20"),
          // RIFF (WebP, WAV, AVI), Ogg, FLAC, ID3, AMR, MIDI, Matroska, FLV, AIFF and IFF, CAF, AU
          pattern("52494646"),
          pattern("4F676753"),
          pattern("664C6143"),
          pattern("494433"),
          pattern("2321414D52"),
          pattern("4D546864"),
          pattern("1A45DFA3"),
          pattern("464C5601"),
          pattern("464F524D"),
          pattern("63616666"),
          pattern("2E736E64"),
          pattern("3026B275"),
          // MPEG program, video and transport streams; MP4, HEIF and AVIF by their first box
          pattern("000001BA"),
          pattern("000001B3"),
          pattern("........66747970"),
          // TrueType, OpenType, collections, WOFF, EOT (at 34, by its version instead), Type 1
          pattern("0001000000"),
          pattern("4F54544F"),
          pattern("74727565"),
          pattern("74746366"),
          pattern("774F4646"),
          pattern("774F4632"),
          pattern("25215053"),
          pattern("8001"),
          // gzip, xz, zstd and its dictionaries, bzip2, 7z, RAR, LZ4, LZMA, lzip, LZO, cab, ar, Z
          pattern("1F8B08"),
          pattern("FD377A585A00"),
          pattern("28B52FFD"),
          pattern("37A430EC"),
          pattern("425A68"),
          pattern("377ABCAF271C"),
          pattern("526172211A07"),
          pattern("04224D18"),
          pattern("5D0000"),
          pattern("4C5A4950"),
          pattern("894C5A4F"),
          pattern("4D534346"),
          pattern("213C617263683E0A"),
          pattern("1F9D"),
          pattern("504B0506"),
          pattern("504B0708"),
          // PDF, OLE, RTF, SQLite, Realm at 16, LevelDB logs cannot be known, HDF5, NumPy, GGUF
          pattern("255044462D"),
          pattern("D0CF11E0A1B11AE1"),
          pattern("7B5C727466"),
          pattern("53514C6974652066"),
          pattern("894844460D0A"),
          pattern("934E554D5059"),
          pattern("47475546"),
          pattern("........54464C33"),
          pattern("........4F52544D"),
          // AXML, ARSC, baseline profiles (pro, prm), vdex, oat, art, Kotlin, Hermes, class, wasm
          pattern("03000800"),
          pattern("02000C00"),
          pattern("70726F00"),
          pattern("70726D00"),
          pattern("76646578"),
          pattern("6F61740A"),
          pattern("6172740A"),
          pattern("C61FBC03"),
          pattern("CAFEBABE"),
          pattern("0061736D"),
          pattern("1B4C7561"),
          pattern("4D5A........0000"),
          pattern("CFFAEDFE"),
          pattern("CEFAEDFE"),
          pattern("4243C0DE"),
          pattern("556E697479"),
          // Java key stores, DER with a two-byte length, OpenPGP armour is text, Java objects, time
          // zones, ICU data, gettext
          pattern("FEEDFEED"),
          pattern("3082....02"),
          pattern("3082....30"),
          pattern("3082....06"),
          pattern("ACED0005"),
          pattern("545A6966"),
          pattern("....0000DA27"),
          pattern("....DA27"),
          pattern("DE120495"),
          pattern("950412DE"));

  private static short[] pattern(String hex) {
    short[] bytes = new short[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      String digits = hex.substring(2 * i, 2 * i + 2);
      bytes[i] = digits.equals("..") ? -1 : Short.parseShort(digits, 16);
    }
    return bytes;
  }

  /**
   * {@return what the bytes start as}
   *
   * @param start first bytes, {@value #PREFIX_BYTES} where there are as many
   * @param count how many of them are there, at least {@value #MIN_BYTES}
   */
  static FileMagic of(byte[] start, int count) {
    return switch (u4(start, 0)) {
      case 0x6465780A -> isReadDex(start) ? DEX : OTHER_DEX;
      case 0x6465790A, 0x63646578 -> OTHER_DEX;
      case 0x504B0304 -> ZIP;
      case 0x7F454C46 -> ELF;
      default -> other(start, count);
    };
  }

  private static boolean isReadDex(byte[] start) {
    int version = start[4] == '0' ? (start[5] - '0') * 10 + (start[6] - '0') : 0;
    return start[7] == 0 && version >= 35 && version <= 41;
  }

  private static FileMagic other(byte[] start, int count) {
    if (isXoredDex(start)) {
      return XORED_DEX;
    }
    return isText(start, count) || isKnown(start, count) ? KNOWN : UNKNOWN;
  }

  /**
   * {@return the byte that turns the start into a DEX header by XOR, if it is {@link #XORED_DEX}}
   */
  static int xorKey(byte[] start) {
    return (start[0] ^ 'd') & 0xFF;
  }

  private static boolean isXoredDex(byte[] start) {
    int key = xorKey(start);
    return u4(start, 0) == (0x6465780A ^ (key * 0x01010101))
        && (start[4] ^ key) == '0'
        && (start[5] ^ key) == '3'
        && (byte) (start[7] ^ key) == 0;
  }

  private static boolean isKnown(byte[] start, int count) {
    for (short[] format : STARTS) {
      if (format.length <= count && matches(start, format)) {
        return true;
      }
    }
    return isMpegAudio(start) || isZlib(start);
  }

  private static boolean matches(byte[] start, short[] format) {
    for (int i = 0; i < format.length; i++) {
      if (format[i] >= 0 && format[i] != (start[i] & 0xFF)) {
        return false;
      }
    }
    return true;
  }

  /** Frame header of MPEG audio or ADTS: sync, then no reserved layer, bit rate or sample rate. */
  private static boolean isMpegAudio(byte[] start) {
    boolean sync = start[0] == (byte) 0xFF && (start[1] & 0xE0) == 0xE0;
    boolean adts = sync && (start[1] & 0xF6) == 0xF0 && (start[2] & 0x3C) <= 0x30;
    boolean layer = (start[1] & 0x06) != 0 && (start[1] & 0x18) != 0x08;
    boolean rates = (start[2] & 0xF0) != 0xF0 && (start[2] & 0xF0) != 0;
    return adts || (sync && layer && rates && (start[2] & 0x0C) != 0x0C);
  }

  /** Header of RFC 1950 with the window that everyone uses, and a check that fits. */
  private static boolean isZlib(byte[] start) {
    int header = ((start[0] & 0xFF) << 8) | (start[1] & 0xFF);
    return start[0] == 0x78 && header % 31 == 0 && (start[1] & 0x20) == 0;
  }

  /** All bytes are printable ASCII, white space or UTF-8 above it, and most are ASCII. */
  private static boolean isText(byte[] start, int count) {
    int ascii = 0;
    for (int i = 0; i < count; i++) {
      int c = start[i] & 0xFF;
      if ((c >= 0x20 && c < 0x7F) || (c >= 0x09 && c <= 0x0D)) {
        ascii++;
      } else if (c < 0x80 || c == 0xC0 || c == 0xC1 || c > 0xF4) {
        return isMarkedUnicode(start);
      }
    }
    return 2 * ascii >= count;
  }

  /** A byte order mark of UTF-16, with an ASCII character behind it. */
  private static boolean isMarkedUnicode(byte[] start) {
    int mark = ((start[0] & 0xFF) << 8) | (start[1] & 0xFF);
    return (mark == 0xFFFE && start[3] == 0) || (mark == 0xFEFF && start[2] == 0);
  }

  private static int u4(byte[] bytes, int at) {
    return ((bytes[at] & 0xFF) << 24)
        | ((bytes[at + 1] & 0xFF) << 16)
        | ((bytes[at + 2] & 0xFF) << 8)
        | (bytes[at + 3] & 0xFF);
  }
}
