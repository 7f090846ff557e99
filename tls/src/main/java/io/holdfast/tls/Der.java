package io.holdfast.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes the few ASN.1 shapes of an X.509 certificate in DER (X.690). Each method returns one complete value:
 *
 * <pre>
 *   tag (1 byte) | length (1 byte below 128, else 0x80+n and n bytes) | content
 * </pre>
 */
final class Der {
    private static final int BOOLEAN = 0x01;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONTEXT_CONSTRUCTED = 0xa0;

    /** RFC 5280 4.1.2.5: two-digit years end with 2049. */
    private static final int LAST_UTC_YEAR = 2049;

    private static final DateTimeFormatter UTC_FORM = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT);
    private static final DateTimeFormatter GENERALIZED_FORM =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT);

    private Der() {}

    static byte[] sequence(byte[]... values) {
        return value(SEQUENCE, concat(values));
    }

    /** A set of one value; sets of several would need an order, which nothing here uses. */
    static byte[] setOf(byte[] only) {
        return value(SET, only);
    }

    static byte[] integer(BigInteger number) {
        return value(INTEGER, number.toByteArray());
    }

    static byte[] truth() {
        return value(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] utf8(String text) {
        return value(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] octets(byte[] content) {
        return value(OCTET_STRING, content);
    }

    /** A bit string whose last {@code unused} bits (0 to 7) do not count. */
    static byte[] bits(int unused, byte... content) {
        return value(BIT_STRING, concat(new byte[] {(byte) unused}, content));
    }

    /** An object identifier such as {@code 2.5.29.17}. */
    static byte[] oid(String dotted) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        String[] arcs = dotted.split("\\.", -1);
        base128(content, Long.parseLong(arcs[0]) * 40 + Long.parseLong(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            base128(content, Long.parseLong(arcs[i]));
        }
        return value(OBJECT_IDENTIFIER, content.toByteArray());
    }

    /** A time in whole seconds, in the form RFC 5280 prescribes for its year. */
    static byte[] time(Instant instant) {
        OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
        boolean two = time.getYear() <= LAST_UTC_YEAR;
        String text = (two ? UTC_FORM : GENERALIZED_FORM).format(time);
        return value(two ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A value tagged [n], standing in for the tag of a plain value (IMPLICIT). */
    static byte[] implicit(int number, byte[] content) {
        return value(CONTEXT | number, content);
    }

    /** Values wrapped in [n] (EXPLICIT). */
    static byte[] explicit(int number, byte[]... values) {
        return value(CONTEXT_CONSTRUCTED | number, concat(values));
    }

    private static void base128(ByteArrayOutputStream out, long number) {
        int groups = Math.max(1, (70 - Long.numberOfLeadingZeros(number)) / 7);
        for (int i = groups - 1; i > 0; i--) {
            out.write(((int) (number >>> (7 * i)) & 0x7f) | 0x80);
        }
        out.write((int) number & 0x7f);
    }

    private static byte[] value(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = (39 - Integer.numberOfLeadingZeros(content.length)) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >>> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] value : values) {
            out.writeBytes(value);
        }
        return out.toByteArray();
    }
}
