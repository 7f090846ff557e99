package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Encodings as X.690 and RFC 5280 give them. */
class DerTest {
    @Test
    void lengthsBelow128TakeOneByteAndLongerOnesAsManyAsNeeded() {
        assertThat(hex(Der.octets(new byte[0x7f]))).startsWith("047f00").hasSize(2 * (2 + 0x7f));
        assertThat(hex(Der.octets(new byte[0x80]))).startsWith("04818000").hasSize(2 * (3 + 0x80));
        assertThat(hex(Der.octets(new byte[0x100]))).startsWith("0482010000");
        assertThat(hex(Der.octets(new byte[0x10000]))).startsWith("048301000000");
    }

    @Test
    void integersAreTwosComplementAndMinimal() {
        assertThat(hex(Der.integer(BigInteger.ZERO))).isEqualTo("020100");
        assertThat(hex(Der.integer(BigInteger.valueOf(127)))).isEqualTo("02017f");
        assertThat(hex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
    }

    @Test
    void objectIdentifiersPackTheirArcsInSevenBitGroups() {
        assertThat(hex(Der.oid("2.5.29.17"))).isEqualTo("0603551d11");
        assertThat(hex(Der.oid("1.2.840.10045.4.3.2"))).isEqualTo("06082a8648ce3d040302");
        assertThat(hex(Der.oid("1.3.6.1.5.5.7.3.1"))).isEqualTo("06082b06010505070301");
        assertThat(hex(Der.oid("2.5.0.128.127"))).isEqualTo("06055500" + "8100" + "7f");
    }

    @Test
    void timesChangeTheirFormWithTheYear2050() {
        assertThat(hex(Der.time(Instant.parse("2049-12-31T23:59:59Z")))).isEqualTo("170d" + ascii("491231235959Z"));
        assertThat(hex(Der.time(Instant.parse("2050-01-01T00:00:00Z")))).isEqualTo("180f" + ascii("20500101000000Z"));
    }

    @Test
    void taggedValuesAndContainersNest() {
        assertThat(hex(Der.sequence(Der.truth(), Der.sequence()))).isEqualTo("30050101ff3000");
        assertThat(hex(Der.setOf(Der.utf8("n1")))).isEqualTo("31040c026e31");
        assertThat(hex(Der.explicit(3, Der.truth()))).isEqualTo("a3030101ff");
        assertThat(hex(Der.implicit(6, new byte[] {1}))).isEqualTo("860101");
        assertThat(hex(Der.bits(1, (byte) 6))).isEqualTo("03020106");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String ascii(String text) {
        return hex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
