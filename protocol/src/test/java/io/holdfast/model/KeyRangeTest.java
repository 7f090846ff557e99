package io.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyRangeTest {
    private static final KeyRange B_TO_D = KeyRange.between(Bytes.utf8("b"), Bytes.utf8("d"));

    @Test
    void aSingleKeyHoldsItselfOnly() {
        KeyRange single = KeyRange.single(Bytes.utf8("b"));
        assertThat(single.isSingle()).isTrue();
        assertThat(single.contains(Bytes.utf8("b"))).isTrue();
        assertThat(single.contains(Bytes.of('b', 0))).isFalse();
        assertThat(single).hasToString("b");
    }

    @Test
    void theStartIsInclusiveAndTheEndExclusive() {
        assertThat(B_TO_D.contains(Bytes.utf8("b"))).isTrue();
        assertThat(B_TO_D.contains(Bytes.utf8("cc"))).isTrue();
        assertThat(B_TO_D.contains(Bytes.utf8("d"))).isFalse();
        assertThat(B_TO_D.contains(Bytes.utf8("a"))).isFalse();
        assertThat(B_TO_D).hasToString("[b, d)");
    }

    @Test
    void anEndOfOneZeroByteMeansEverythingFromTheStart() {
        KeyRange tail = KeyRange.atLeast(Bytes.utf8("b"));
        assertThat(tail.isUnbounded()).isTrue();
        assertThat(tail.contains(Bytes.of(0xff, 0xff))).isTrue();
        assertThat(tail.contains(Bytes.utf8("a"))).isFalse();
        assertThat(KeyRange.ALL.contains(Bytes.of(0))).isTrue();
        assertThat(tail).hasToString("[b, ∞)");
    }

    @Test
    void aRangeThatEndsBeforeItStartsIsEmpty() {
        KeyRange empty = KeyRange.between(Bytes.utf8("d"), Bytes.utf8("b"));
        assertThat(empty.isEmpty()).isTrue();
        assertThat(KeyRange.between(Bytes.utf8("b"), Bytes.utf8("b")).isEmpty()).isTrue();
        assertThat(empty.contains(Bytes.utf8("c"))).isFalse();
        assertThat(empty.overlaps(KeyRange.ALL)).isFalse();
        assertThat(KeyRange.ALL.overlaps(empty)).isFalse();
    }

    @Test
    void aPrefixEndsAtItsSuccessorEvenAfterBytesOfFf() {
        assertThat(KeyRange.prefix(Bytes.of('a', 'b'))).isEqualTo(KeyRange.between(Bytes.utf8("ab"), Bytes.utf8("ac")));
        assertThat(KeyRange.prefix(Bytes.of('a', 0xff, 0xff)))
                .isEqualTo(KeyRange.between(Bytes.of('a', 0xff, 0xff), Bytes.of('b')));
        assertThat(KeyRange.prefix(Bytes.of(0xff, 0xff))).isEqualTo(KeyRange.atLeast(Bytes.of(0xff, 0xff)));
        assertThat(KeyRange.prefix(Bytes.EMPTY)).isEqualTo(KeyRange.ALL);
    }

    @Test
    void neighboursDoNotOverlap() {
        assertThat(B_TO_D.overlaps(KeyRange.atLeast(Bytes.utf8("d")))).isFalse();
        assertThat(B_TO_D.overlaps(KeyRange.single(Bytes.utf8("d")))).isFalse();
        assertThat(B_TO_D.overlaps(KeyRange.single(Bytes.utf8("b")))).isTrue();
        assertThat(KeyRange.single(Bytes.utf8("b")).overlaps(KeyRange.single(Bytes.utf8("b"))))
                .isTrue();
        assertThat(KeyRange.single(Bytes.utf8("b")).overlaps(KeyRange.single(Bytes.utf8("c"))))
                .isFalse();
    }

    /** Over all keys of at most three bytes of {0, 1, 0xff}, contains and overlaps agree with plain counting. */
    @Test
    void rangesAgreeWithCountingOverASmallKeyspace() {
        List<Bytes> keys = smallKeys();
        for (int seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            KeyRange one = anyRange(random, keys);
            KeyRange other = anyRange(random, keys);
            boolean shared = keys.stream().anyMatch(key -> one.contains(key) && other.contains(key));
            if (shared) {
                assertThat(one.overlaps(other))
                        .as("seed %d: %s %s", seed, one, other)
                        .isTrue();
            }
            assertThat(one.overlaps(other)).as("seed %d", seed).isEqualTo(other.overlaps(one));
            Bytes prefix = keys.get(random.nextInt(keys.size()));
            for (Bytes key : keys) {
                assertThat(KeyRange.prefix(prefix).contains(key))
                        .as("%s in prefix %s", key, prefix)
                        .isEqualTo(key.startsWith(prefix));
            }
        }
    }

    private static KeyRange anyRange(Random random, List<Bytes> keys) {
        Bytes start = keys.get(random.nextInt(keys.size()));
        return random.nextInt(4) == 0
                ? KeyRange.single(start)
                : KeyRange.between(start, keys.get(random.nextInt(keys.size())));
    }

    private static List<Bytes> smallKeys() {
        int[] alphabet = {0, 1, 0xff};
        List<Bytes> keys = new ArrayList<>();
        for (int a : alphabet) {
            keys.add(Bytes.of(a));
            for (int b : alphabet) {
                keys.add(Bytes.of(a, b));
                for (int c : alphabet) {
                    keys.add(Bytes.of(a, b, c));
                }
            }
        }
        return keys;
    }
}
