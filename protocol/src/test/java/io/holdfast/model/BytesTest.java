package io.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void copiesDoNotFollowTheirSource() {
        byte[] source = {1, 2, 3};
        Bytes whole = Bytes.copyOf(source);
        Bytes part = Bytes.copyOf(source, 1, 2);
        source[1] = 9;
        assertThat(whole).isEqualTo(Bytes.of(1, 2, 3));
        assertThat(part).isEqualTo(Bytes.of(2, 3));
        whole.toArray()[0] = 9;
        assertThat(whole.at(0)).isEqualTo((byte) 1);
        assertThat(whole.asByteBuffer().isReadOnly()).isTrue();
    }

    @Test
    void equalContentIsEqual() {
        assertThat(Bytes.utf8("ab")).isEqualTo(Bytes.of('a', 'b')).hasSameHashCodeAs(Bytes.of('a', 'b'));
        assertThat(Bytes.utf8("ab")).isNotEqualTo(Bytes.utf8("abc")).isNotEqualTo("ab");
        assertThat(Bytes.wrap(new byte[0])).isSameAs(Bytes.EMPTY);
    }

    @Test
    void orderIsThatOfUnsignedBytesAndAPrefixComesFirst() {
        assertThat(Bytes.of(0x7f)).isLessThan(Bytes.of(0x80));
        assertThat(Bytes.of(0xfe, 0xff)).isLessThan(Bytes.of(0xff));
        assertThat(Bytes.of(1)).isLessThan(Bytes.of(1, 0));
        assertThat(Bytes.EMPTY).isLessThan(Bytes.of(0));
    }

    @Test
    void startsWithComparesWholeBytes() {
        assertThat(Bytes.utf8("abc").startsWith(Bytes.utf8("ab"))).isTrue();
        assertThat(Bytes.utf8("abc").startsWith(Bytes.EMPTY)).isTrue();
        assertThat(Bytes.utf8("ab").startsWith(Bytes.utf8("abc"))).isFalse();
        assertThat(Bytes.utf8("abc").startsWith(Bytes.utf8("b"))).isFalse();
    }

    @Test
    void messagesShowTextAsTextAndTheRestAsHex() {
        assertThat(Bytes.utf8("a key")).hasToString("a key");
        assertThat(Bytes.of(0xff, 0)).hasToString("0xff00");
        assertThat(Bytes.utf8("x".repeat(70))).hasToString("x".repeat(64) + "…(70 bytes)");
        assertThat(Bytes.utf8("größe").utf8()).isEqualTo("größe");
    }
}
