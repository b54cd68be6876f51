package io.unveil.unpacker.dex;

import static io.unveil.unpacker.dex.Opcode.Format.*;
import static io.unveil.unpacker.dex.Opcode.Index.*;

import org.jspecify.annotations.Nullable;

/**
 * The Dalvik opcodes that ART defines, one row each: value, mnemonic, format, what the index
 * operand names, flags. The 32 values without a row (3e–43, 73, 79, 7a, e3–f9) are refused by ART's
 * verifier.
 *
 * @see <a href="https://source.android.com/docs/core/runtime/dalvik-bytecode">Dalvik bytecode</a>
 */
public enum Opcode {
  /** {@code nop}. */
  NOP(0x00, "nop", F10X, NONE, Flag.CAN_CONTINUE),
  /** {@code move}. */
  MOVE(0x01, "move", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code move/from16}. */
  MOVE_FROM16(0x02, "move/from16", F22X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code move/16}. */
  MOVE_16(0x03, "move/16", F32X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code move-wide}. */
  MOVE_WIDE(0x04, "move-wide", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code move-wide/from16}. */
  MOVE_WIDE_FROM16(
      0x05,
      "move-wide/from16",
      F22X,
      NONE,
      Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code move-wide/16}. */
  MOVE_WIDE_16(
      0x06, "move-wide/16", F32X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code move-object}. */
  MOVE_OBJECT(0x07, "move-object", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code move-object/from16}. */
  MOVE_OBJECT_FROM16(
      0x08, "move-object/from16", F22X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code move-object/16}. */
  MOVE_OBJECT_16(0x09, "move-object/16", F32X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code move-result}. */
  MOVE_RESULT(0x0a, "move-result", F11X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code move-result-wide}. */
  MOVE_RESULT_WIDE(
      0x0b,
      "move-result-wide",
      F11X,
      NONE,
      Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code move-result-object}. */
  MOVE_RESULT_OBJECT(
      0x0c, "move-result-object", F11X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code move-exception}. */
  MOVE_EXCEPTION(0x0d, "move-exception", F11X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code return-void}. */
  RETURN_VOID(0x0e, "return-void", F10X, NONE, Flag.RETURN),
  /** {@code return}. */
  RETURN(0x0f, "return", F11X, NONE, Flag.RETURN),
  /** {@code return-wide}. */
  RETURN_WIDE(0x10, "return-wide", F11X, NONE, Flag.RETURN),
  /** {@code return-object}. */
  RETURN_OBJECT(0x11, "return-object", F11X, NONE, Flag.RETURN),
  /** {@code const/4}. */
  CONST_4(0x12, "const/4", F11N, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code const/16}. */
  CONST_16(0x13, "const/16", F21S, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code const}. */
  CONST(0x14, "const", F31I, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code const/high16}. */
  CONST_HIGH16(0x15, "const/high16", F21H, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code const-wide/16}. */
  CONST_WIDE_16(
      0x16, "const-wide/16", F21S, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code const-wide/32}. */
  CONST_WIDE_32(
      0x17, "const-wide/32", F31I, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code const-wide}. */
  CONST_WIDE(
      0x18, "const-wide", F51L, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code const-wide/high16}. */
  CONST_WIDE_HIGH16(
      0x19,
      "const-wide/high16",
      F21H,
      NONE,
      Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code const-string}. */
  CONST_STRING(
      0x1a, "const-string", F21C, STRING, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code const-string/jumbo}. */
  CONST_STRING_JUMBO(
      0x1b,
      "const-string/jumbo",
      F31C,
      STRING,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code const-class}. */
  CONST_CLASS(
      0x1c, "const-class", F21C, TYPE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code monitor-enter}. */
  MONITOR_ENTER(0x1d, "monitor-enter", F11X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code monitor-exit}. */
  MONITOR_EXIT(0x1e, "monitor-exit", F11X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code check-cast}. */
  CHECK_CAST(0x1f, "check-cast", F21C, TYPE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code instance-of}. */
  INSTANCE_OF(
      0x20, "instance-of", F22C, TYPE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code array-length}. */
  ARRAY_LENGTH(
      0x21, "array-length", F12X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code new-instance}. */
  NEW_INSTANCE(
      0x22, "new-instance", F21C, TYPE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code new-array}. */
  NEW_ARRAY(0x23, "new-array", F22C, TYPE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code filled-new-array}. */
  FILLED_NEW_ARRAY(
      0x24, "filled-new-array", F35C, TYPE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_RESULT),
  /** {@code filled-new-array/range}. */
  FILLED_NEW_ARRAY_RANGE(
      0x25,
      "filled-new-array/range",
      F3RC,
      TYPE,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_RESULT),
  /** {@code fill-array-data}. */
  FILL_ARRAY_DATA(0x26, "fill-array-data", F31T, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code throw}. */
  THROW(0x27, "throw", F11X, NONE, Flag.CAN_THROW),
  /** {@code goto}. */
  GOTO(0x28, "goto", F10T, NONE, Flag.BRANCH),
  /** {@code goto/16}. */
  GOTO_16(0x29, "goto/16", F20T, NONE, Flag.BRANCH),
  /** {@code goto/32}. */
  GOTO_32(0x2a, "goto/32", F30T, NONE, Flag.BRANCH),
  /** {@code packed-switch}. */
  PACKED_SWITCH(0x2b, "packed-switch", F31T, NONE, Flag.CAN_CONTINUE | Flag.SWITCH),
  /** {@code sparse-switch}. */
  SPARSE_SWITCH(0x2c, "sparse-switch", F31T, NONE, Flag.CAN_CONTINUE | Flag.SWITCH),
  /** {@code cmpl-float}. */
  CMPL_FLOAT(0x2d, "cmpl-float", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code cmpg-float}. */
  CMPG_FLOAT(0x2e, "cmpg-float", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code cmpl-double}. */
  CMPL_DOUBLE(0x2f, "cmpl-double", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code cmpg-double}. */
  CMPG_DOUBLE(0x30, "cmpg-double", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code cmp-long}. */
  CMP_LONG(0x31, "cmp-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code if-eq}. */
  IF_EQ(0x32, "if-eq", F22T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-ne}. */
  IF_NE(0x33, "if-ne", F22T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-lt}. */
  IF_LT(0x34, "if-lt", F22T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-ge}. */
  IF_GE(0x35, "if-ge", F22T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-gt}. */
  IF_GT(0x36, "if-gt", F22T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-le}. */
  IF_LE(0x37, "if-le", F22T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-eqz}. */
  IF_EQZ(0x38, "if-eqz", F21T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-nez}. */
  IF_NEZ(0x39, "if-nez", F21T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-ltz}. */
  IF_LTZ(0x3a, "if-ltz", F21T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-gez}. */
  IF_GEZ(0x3b, "if-gez", F21T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-gtz}. */
  IF_GTZ(0x3c, "if-gtz", F21T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code if-lez}. */
  IF_LEZ(0x3d, "if-lez", F21T, NONE, Flag.CAN_CONTINUE | Flag.BRANCH),
  /** {@code aget}. */
  AGET(0x44, "aget", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code aget-wide}. */
  AGET_WIDE(
      0x45,
      "aget-wide",
      F23X,
      NONE,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code aget-object}. */
  AGET_OBJECT(
      0x46, "aget-object", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code aget-boolean}. */
  AGET_BOOLEAN(
      0x47, "aget-boolean", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code aget-byte}. */
  AGET_BYTE(0x48, "aget-byte", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code aget-char}. */
  AGET_CHAR(0x49, "aget-char", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code aget-short}. */
  AGET_SHORT(
      0x4a, "aget-short", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code aput}. */
  APUT(0x4b, "aput", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code aput-wide}. */
  APUT_WIDE(0x4c, "aput-wide", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code aput-object}. */
  APUT_OBJECT(0x4d, "aput-object", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code aput-boolean}. */
  APUT_BOOLEAN(0x4e, "aput-boolean", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code aput-byte}. */
  APUT_BYTE(0x4f, "aput-byte", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code aput-char}. */
  APUT_CHAR(0x50, "aput-char", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code aput-short}. */
  APUT_SHORT(0x51, "aput-short", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code iget}. */
  IGET(0x52, "iget", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code iget-wide}. */
  IGET_WIDE(
      0x53,
      "iget-wide",
      F22C,
      FIELD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code iget-object}. */
  IGET_OBJECT(
      0x54, "iget-object", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code iget-boolean}. */
  IGET_BOOLEAN(
      0x55, "iget-boolean", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code iget-byte}. */
  IGET_BYTE(
      0x56, "iget-byte", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code iget-char}. */
  IGET_CHAR(
      0x57, "iget-char", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code iget-short}. */
  IGET_SHORT(
      0x58, "iget-short", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code iput}. */
  IPUT(0x59, "iput", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code iput-wide}. */
  IPUT_WIDE(0x5a, "iput-wide", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code iput-object}. */
  IPUT_OBJECT(0x5b, "iput-object", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code iput-boolean}. */
  IPUT_BOOLEAN(0x5c, "iput-boolean", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code iput-byte}. */
  IPUT_BYTE(0x5d, "iput-byte", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code iput-char}. */
  IPUT_CHAR(0x5e, "iput-char", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code iput-short}. */
  IPUT_SHORT(0x5f, "iput-short", F22C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code sget}. */
  SGET(0x60, "sget", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code sget-wide}. */
  SGET_WIDE(
      0x61,
      "sget-wide",
      F21C,
      FIELD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code sget-object}. */
  SGET_OBJECT(
      0x62, "sget-object", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code sget-boolean}. */
  SGET_BOOLEAN(
      0x63, "sget-boolean", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code sget-byte}. */
  SGET_BYTE(
      0x64, "sget-byte", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code sget-char}. */
  SGET_CHAR(
      0x65, "sget-char", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code sget-short}. */
  SGET_SHORT(
      0x66, "sget-short", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code sput}. */
  SPUT(0x67, "sput", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code sput-wide}. */
  SPUT_WIDE(0x68, "sput-wide", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code sput-object}. */
  SPUT_OBJECT(0x69, "sput-object", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code sput-boolean}. */
  SPUT_BOOLEAN(0x6a, "sput-boolean", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code sput-byte}. */
  SPUT_BYTE(0x6b, "sput-byte", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code sput-char}. */
  SPUT_CHAR(0x6c, "sput-char", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code sput-short}. */
  SPUT_SHORT(0x6d, "sput-short", F21C, FIELD, Flag.CAN_CONTINUE | Flag.CAN_THROW),
  /** {@code invoke-virtual}. */
  INVOKE_VIRTUAL(
      0x6e,
      "invoke-virtual",
      F35C,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-super}. */
  INVOKE_SUPER(
      0x6f,
      "invoke-super",
      F35C,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-direct}. */
  INVOKE_DIRECT(
      0x70,
      "invoke-direct",
      F35C,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-static}. */
  INVOKE_STATIC(
      0x71,
      "invoke-static",
      F35C,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-interface}. */
  INVOKE_INTERFACE(
      0x72,
      "invoke-interface",
      F35C,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-virtual/range}. */
  INVOKE_VIRTUAL_RANGE(
      0x74,
      "invoke-virtual/range",
      F3RC,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-super/range}. */
  INVOKE_SUPER_RANGE(
      0x75,
      "invoke-super/range",
      F3RC,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-direct/range}. */
  INVOKE_DIRECT_RANGE(
      0x76,
      "invoke-direct/range",
      F3RC,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-static/range}. */
  INVOKE_STATIC_RANGE(
      0x77,
      "invoke-static/range",
      F3RC,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-interface/range}. */
  INVOKE_INTERFACE_RANGE(
      0x78,
      "invoke-interface/range",
      F3RC,
      METHOD,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code neg-int}. */
  NEG_INT(0x7b, "neg-int", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code not-int}. */
  NOT_INT(0x7c, "not-int", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code neg-long}. */
  NEG_LONG(0x7d, "neg-long", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code not-long}. */
  NOT_LONG(0x7e, "not-long", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code neg-float}. */
  NEG_FLOAT(0x7f, "neg-float", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code neg-double}. */
  NEG_DOUBLE(
      0x80, "neg-double", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code int-to-long}. */
  INT_TO_LONG(
      0x81, "int-to-long", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code int-to-float}. */
  INT_TO_FLOAT(0x82, "int-to-float", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code int-to-double}. */
  INT_TO_DOUBLE(
      0x83, "int-to-double", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code long-to-int}. */
  LONG_TO_INT(0x84, "long-to-int", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code long-to-float}. */
  LONG_TO_FLOAT(0x85, "long-to-float", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code long-to-double}. */
  LONG_TO_DOUBLE(
      0x86, "long-to-double", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code float-to-int}. */
  FLOAT_TO_INT(0x87, "float-to-int", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code float-to-long}. */
  FLOAT_TO_LONG(
      0x88, "float-to-long", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code float-to-double}. */
  FLOAT_TO_DOUBLE(
      0x89, "float-to-double", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code double-to-int}. */
  DOUBLE_TO_INT(0x8a, "double-to-int", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code double-to-long}. */
  DOUBLE_TO_LONG(
      0x8b, "double-to-long", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code double-to-float}. */
  DOUBLE_TO_FLOAT(0x8c, "double-to-float", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code int-to-byte}. */
  INT_TO_BYTE(0x8d, "int-to-byte", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code int-to-char}. */
  INT_TO_CHAR(0x8e, "int-to-char", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code int-to-short}. */
  INT_TO_SHORT(0x8f, "int-to-short", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code add-int}. */
  ADD_INT(0x90, "add-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code sub-int}. */
  SUB_INT(0x91, "sub-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code mul-int}. */
  MUL_INT(0x92, "mul-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code div-int}. */
  DIV_INT(0x93, "div-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code rem-int}. */
  REM_INT(0x94, "rem-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code and-int}. */
  AND_INT(0x95, "and-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code or-int}. */
  OR_INT(0x96, "or-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code xor-int}. */
  XOR_INT(0x97, "xor-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code shl-int}. */
  SHL_INT(0x98, "shl-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code shr-int}. */
  SHR_INT(0x99, "shr-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code ushr-int}. */
  USHR_INT(0x9a, "ushr-int", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code add-long}. */
  ADD_LONG(0x9b, "add-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code sub-long}. */
  SUB_LONG(0x9c, "sub-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code mul-long}. */
  MUL_LONG(0x9d, "mul-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code div-long}. */
  DIV_LONG(
      0x9e,
      "div-long",
      F23X,
      NONE,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code rem-long}. */
  REM_LONG(
      0x9f,
      "rem-long",
      F23X,
      NONE,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code and-long}. */
  AND_LONG(0xa0, "and-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code or-long}. */
  OR_LONG(0xa1, "or-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code xor-long}. */
  XOR_LONG(0xa2, "xor-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code shl-long}. */
  SHL_LONG(0xa3, "shl-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code shr-long}. */
  SHR_LONG(0xa4, "shr-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code ushr-long}. */
  USHR_LONG(0xa5, "ushr-long", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code add-float}. */
  ADD_FLOAT(0xa6, "add-float", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code sub-float}. */
  SUB_FLOAT(0xa7, "sub-float", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code mul-float}. */
  MUL_FLOAT(0xa8, "mul-float", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code div-float}. */
  DIV_FLOAT(0xa9, "div-float", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code rem-float}. */
  REM_FLOAT(0xaa, "rem-float", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code add-double}. */
  ADD_DOUBLE(
      0xab, "add-double", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code sub-double}. */
  SUB_DOUBLE(
      0xac, "sub-double", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code mul-double}. */
  MUL_DOUBLE(
      0xad, "mul-double", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code div-double}. */
  DIV_DOUBLE(
      0xae, "div-double", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code rem-double}. */
  REM_DOUBLE(
      0xaf, "rem-double", F23X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code add-int/2addr}. */
  ADD_INT_2ADDR(0xb0, "add-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code sub-int/2addr}. */
  SUB_INT_2ADDR(0xb1, "sub-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code mul-int/2addr}. */
  MUL_INT_2ADDR(0xb2, "mul-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code div-int/2addr}. */
  DIV_INT_2ADDR(
      0xb3, "div-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code rem-int/2addr}. */
  REM_INT_2ADDR(
      0xb4, "rem-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code and-int/2addr}. */
  AND_INT_2ADDR(0xb5, "and-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code or-int/2addr}. */
  OR_INT_2ADDR(0xb6, "or-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code xor-int/2addr}. */
  XOR_INT_2ADDR(0xb7, "xor-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code shl-int/2addr}. */
  SHL_INT_2ADDR(0xb8, "shl-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code shr-int/2addr}. */
  SHR_INT_2ADDR(0xb9, "shr-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code ushr-int/2addr}. */
  USHR_INT_2ADDR(0xba, "ushr-int/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code add-long/2addr}. */
  ADD_LONG_2ADDR(
      0xbb, "add-long/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code sub-long/2addr}. */
  SUB_LONG_2ADDR(
      0xbc, "sub-long/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code mul-long/2addr}. */
  MUL_LONG_2ADDR(
      0xbd, "mul-long/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code div-long/2addr}. */
  DIV_LONG_2ADDR(
      0xbe,
      "div-long/2addr",
      F12X,
      NONE,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code rem-long/2addr}. */
  REM_LONG_2ADDR(
      0xbf,
      "rem-long/2addr",
      F12X,
      NONE,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code and-long/2addr}. */
  AND_LONG_2ADDR(
      0xc0, "and-long/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code or-long/2addr}. */
  OR_LONG_2ADDR(
      0xc1, "or-long/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code xor-long/2addr}. */
  XOR_LONG_2ADDR(
      0xc2, "xor-long/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code shl-long/2addr}. */
  SHL_LONG_2ADDR(
      0xc3, "shl-long/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code shr-long/2addr}. */
  SHR_LONG_2ADDR(
      0xc4, "shr-long/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code ushr-long/2addr}. */
  USHR_LONG_2ADDR(
      0xc5, "ushr-long/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code add-float/2addr}. */
  ADD_FLOAT_2ADDR(0xc6, "add-float/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code sub-float/2addr}. */
  SUB_FLOAT_2ADDR(0xc7, "sub-float/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code mul-float/2addr}. */
  MUL_FLOAT_2ADDR(0xc8, "mul-float/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code div-float/2addr}. */
  DIV_FLOAT_2ADDR(0xc9, "div-float/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code rem-float/2addr}. */
  REM_FLOAT_2ADDR(0xca, "rem-float/2addr", F12X, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code add-double/2addr}. */
  ADD_DOUBLE_2ADDR(
      0xcb,
      "add-double/2addr",
      F12X,
      NONE,
      Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code sub-double/2addr}. */
  SUB_DOUBLE_2ADDR(
      0xcc,
      "sub-double/2addr",
      F12X,
      NONE,
      Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code mul-double/2addr}. */
  MUL_DOUBLE_2ADDR(
      0xcd,
      "mul-double/2addr",
      F12X,
      NONE,
      Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code div-double/2addr}. */
  DIV_DOUBLE_2ADDR(
      0xce,
      "div-double/2addr",
      F12X,
      NONE,
      Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code rem-double/2addr}. */
  REM_DOUBLE_2ADDR(
      0xcf,
      "rem-double/2addr",
      F12X,
      NONE,
      Flag.CAN_CONTINUE | Flag.SETS_REGISTER | Flag.SETS_WIDE),
  /** {@code add-int/lit16}. */
  ADD_INT_LIT16(0xd0, "add-int/lit16", F22S, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code rsub-int}. */
  RSUB_INT(0xd1, "rsub-int", F22S, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code mul-int/lit16}. */
  MUL_INT_LIT16(0xd2, "mul-int/lit16", F22S, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code div-int/lit16}. */
  DIV_INT_LIT16(
      0xd3, "div-int/lit16", F22S, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code rem-int/lit16}. */
  REM_INT_LIT16(
      0xd4, "rem-int/lit16", F22S, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code and-int/lit16}. */
  AND_INT_LIT16(0xd5, "and-int/lit16", F22S, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code or-int/lit16}. */
  OR_INT_LIT16(0xd6, "or-int/lit16", F22S, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code xor-int/lit16}. */
  XOR_INT_LIT16(0xd7, "xor-int/lit16", F22S, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code add-int/lit8}. */
  ADD_INT_LIT8(0xd8, "add-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code rsub-int/lit8}. */
  RSUB_INT_LIT8(0xd9, "rsub-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code mul-int/lit8}. */
  MUL_INT_LIT8(0xda, "mul-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code div-int/lit8}. */
  DIV_INT_LIT8(
      0xdb, "div-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code rem-int/lit8}. */
  REM_INT_LIT8(
      0xdc, "rem-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code and-int/lit8}. */
  AND_INT_LIT8(0xdd, "and-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code or-int/lit8}. */
  OR_INT_LIT8(0xde, "or-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code xor-int/lit8}. */
  XOR_INT_LIT8(0xdf, "xor-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code shl-int/lit8}. */
  SHL_INT_LIT8(0xe0, "shl-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code shr-int/lit8}. */
  SHR_INT_LIT8(0xe1, "shr-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code ushr-int/lit8}. */
  USHR_INT_LIT8(0xe2, "ushr-int/lit8", F22B, NONE, Flag.CAN_CONTINUE | Flag.SETS_REGISTER),
  /** {@code invoke-polymorphic}. */
  INVOKE_POLYMORPHIC(
      0xfa,
      "invoke-polymorphic",
      F45CC,
      METHOD_AND_PROTO,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-polymorphic/range}. */
  INVOKE_POLYMORPHIC_RANGE(
      0xfb,
      "invoke-polymorphic/range",
      F4RCC,
      METHOD_AND_PROTO,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-custom}. */
  INVOKE_CUSTOM(
      0xfc,
      "invoke-custom",
      F35C,
      CALL_SITE,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code invoke-custom/range}. */
  INVOKE_CUSTOM_RANGE(
      0xfd,
      "invoke-custom/range",
      F3RC,
      CALL_SITE,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.INVOKE | Flag.SETS_RESULT),
  /** {@code const-method-handle}. */
  CONST_METHOD_HANDLE(
      0xfe,
      "const-method-handle",
      F21C,
      METHOD_HANDLE,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER),
  /** {@code const-method-type}. */
  CONST_METHOD_TYPE(
      0xff,
      "const-method-type",
      F21C,
      PROTO,
      Flag.CAN_CONTINUE | Flag.CAN_THROW | Flag.SETS_REGISTER);

  /** Low and high byte of the unit that begins the table of a {@code packed-switch}. */
  public static final int PACKED_SWITCH_PAYLOAD = 0x0100;

  /** The unit that begins the table of a {@code sparse-switch}. */
  public static final int SPARSE_SWITCH_PAYLOAD = 0x0200;

  /** The unit that begins the elements of a {@code fill-array-data}. */
  public static final int FILL_ARRAY_DATA_PAYLOAD = 0x0300;

  private static final @Nullable Opcode[] BY_VALUE = new @Nullable Opcode[256];
  private static final byte[] UNITS = new byte[256];
  private static final short[] FLAGS = new short[256];

  static {
    for (Opcode opcode : values()) {
      BY_VALUE[opcode.value] = opcode;
      UNITS[opcode.value] = (byte) opcode.format.units;
      FLAGS[opcode.value] = (short) opcode.flags;
    }
  }

  private final int value;
  private final String mnemonic;
  private final Format format;
  private final Index index;
  private final int flags;

  Opcode(int value, String mnemonic, Format format, Index index, int flags) {
    this.value = value;
    this.mnemonic = mnemonic;
    this.format = format;
    this.index = index;
    this.flags = flags;
  }

  /** {@return the opcode in the low byte of {@code unit}, null for the 32 undefined ones} */
  public static @Nullable Opcode of(int unit) {
    return BY_VALUE[unit & 0xff];
  }

  /**
   * {@return the length in code units of an instruction that begins with {@code unit}, 0 when
   * undefined} A payload, which begins with a {@code nop}, counts as 1 here; {@link
   * CodeItem#units(int)} has its real length.
   */
  public static int unitsOf(int unit) {
    return UNITS[unit & 0xff];
  }

  /** {@return the {@link Flag}s of the opcode in the low byte of {@code unit}, 0 when undefined} */
  public static int flagsOf(int unit) {
    return FLAGS[unit & 0xff];
  }

  /** {@return whether {@code unit} begins a payload and not an instruction} */
  public static boolean isPayload(int unit) {
    return unit == PACKED_SWITCH_PAYLOAD
        || unit == SPARSE_SWITCH_PAYLOAD
        || unit == FILL_ARRAY_DATA_PAYLOAD;
  }

  /**
   * Length of a payload in code units.
   *
   * @param ident its first unit
   * @param second its second unit: the number of entries, or the width of an element in bytes
   * @param elements third and fourth unit as an unsigned number of elements; only for {@link
   *     #FILL_ARRAY_DATA_PAYLOAD}
   */
  static long payloadUnits(int ident, int second, long elements) {
    return switch (ident) {
      case PACKED_SWITCH_PAYLOAD -> 4 + 2L * second;
      case SPARSE_SWITCH_PAYLOAD -> 2 + 4L * second;
      default -> 4 + (second * elements + 1) / 2;
    };
  }

  /** {@return the value of the opcode, 0 to 255} */
  public int value() {
    return value;
  }

  /** {@return the name in smali, such as {@code invoke-virtual/range}} */
  public String mnemonic() {
    return mnemonic;
  }

  /** {@return the layout of the operands} */
  public Format format() {
    return format;
  }

  /** {@return what the index operand names} */
  public Index index() {
    return index;
  }

  /** {@return the length in code units} */
  public int units() {
    return format.units;
  }

  /** {@return whether all of {@code flags}, a union of {@link Flag}s, hold} */
  public boolean has(int flags) {
    return (this.flags & flags) == flags;
  }

  /** Properties of opcodes, as bits. */
  public static final class Flag {
    /** The next instruction may follow. */
    public static final int CAN_CONTINUE = 1;

    /** An exception may leave the instruction. */
    public static final int CAN_THROW = 1 << 1;

    /** {@code goto} and {@code if}: operand is a distance in code units. */
    public static final int BRANCH = 1 << 2;

    /** {@code packed-switch} and {@code sparse-switch}: operand is the distance of the payload. */
    public static final int SWITCH = 1 << 3;

    /** Any {@code invoke}. */
    public static final int INVOKE = 1 << 4;

    /** Any {@code return}. */
    public static final int RETURN = 1 << 5;

    /** Register A gets a new value. {@code check-cast} has it not: its value stays. */
    public static final int SETS_REGISTER = 1 << 6;

    /** Registers A and A + 1 get one value of 64 bits. */
    public static final int SETS_WIDE = 1 << 7;

    /** A following {@code move-result} takes the result. */
    public static final int SETS_RESULT = 1 << 8;

    private Flag() {}
  }

  /** What the index operand of an instruction names. */
  public enum Index {
    /** There is no index. */
    NONE,
    /** A string id. */
    STRING,
    /** A type id. */
    TYPE,
    /** A field id. */
    FIELD,
    /** A method id. */
    METHOD,
    /** A method id in unit 1 and a prototype id in unit 3. */
    METHOD_AND_PROTO,
    /** A call site id. */
    CALL_SITE,
    /** A method handle. */
    METHOD_HANDLE,
    /** A prototype id. */
    PROTO
  }

  /**
   * Instruction formats. The first digit of a name is the length in code units.
   *
   * @see <a href="https://source.android.com/docs/core/runtime/instruction-formats">Instruction
   *     formats</a>
   */
  public enum Format {
    /** {@code op}. */
    F10X(1),
    /** {@code op vA, vB}, 4 bits each. */
    F12X(1),
    /** {@code op vA, #B}, 4 bits each. */
    F11N(1),
    /** {@code op vAA}. */
    F11X(1),
    /** {@code op +AA}. */
    F10T(1),
    /** {@code op +AAAA}. */
    F20T(2),
    /** {@code op vAA, vBBBB}. */
    F22X(2),
    /** {@code op vAA, +BBBB}. */
    F21T(2),
    /** {@code op vAA, #BBBB}. */
    F21S(2),
    /** {@code op vAA, #BBBB0000} or {@code #BBBB000000000000}. */
    F21H(2),
    /** {@code op vAA, id@BBBB}. */
    F21C(2),
    /** {@code op vAA, vBB, vCC}. */
    F23X(2),
    /** {@code op vAA, vBB, #CC}. */
    F22B(2),
    /** {@code op vA, vB, +CCCC}. */
    F22T(2),
    /** {@code op vA, vB, #CCCC}. */
    F22S(2),
    /** {@code op vA, vB, id@CCCC}. */
    F22C(2),
    /** {@code op +AAAAAAAA}. */
    F30T(3),
    /** {@code op vAAAA, vBBBB}. */
    F32X(3),
    /** {@code op vAA, #BBBBBBBB}. */
    F31I(3),
    /** {@code op vAA, +BBBBBBBB}, the distance of a payload. */
    F31T(3),
    /** {@code op vAA, string@BBBBBBBB}. */
    F31C(3),
    /** {@code op {vC, vD, vE, vF, vG}, id@BBBB}, A registers. */
    F35C(3),
    /** {@code op {vCCCC .. vNNNN}, id@BBBB}, AA registers. */
    F3RC(3),
    /** {@code op {vC, vD, vE, vF, vG}, method@BBBB, proto@HHHH}. */
    F45CC(4),
    /** {@code op {vCCCC .. vNNNN}, method@BBBB, proto@HHHH}. */
    F4RCC(4),
    /** {@code op vAA, #BBBBBBBBBBBBBBBB}. */
    F51L(5);

    private final int units;

    Format(int units) {
      this.units = units;
    }

    /** {@return the length in code units} */
    public int units() {
      return units;
    }
  }
}
