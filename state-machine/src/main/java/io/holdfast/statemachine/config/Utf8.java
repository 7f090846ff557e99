package io.holdfast.statemachine.config;

/**
 * Whether bytes are UTF-8, by the table of well-formed sequences in the Unicode standard (3.9, table 3-7): no overlong form,
 * no surrogate, nothing beyond U+10FFFF.
 */
final class Utf8 {
    private Utf8() {}

    /** The index of the first byte of what is not UTF-8; negative if all is. */
    static int firstFault(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int length = lengthAt(bytes, at);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /** How many bytes the character here has; 0 if there is none. */
    private static int lengthAt(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 4;
        if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
