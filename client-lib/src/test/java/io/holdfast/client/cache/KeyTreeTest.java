package io.holdfast.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The persistent tree against the JDK's, and its old versions against what they were. */
class KeyTreeTest {
    private static final int STEPS = 3000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void itHoldsWhatATreeMapHoldsAndOldVersionsStayAsTheyWere(long seed) {
        Random random = new Random(seed);
        KeyTree tree = KeyTree.EMPTY;
        Map<Bytes, KeyValue> twin = new TreeMap<>();
        Map<KeyTree, List<KeyValue>> kept = new HashMap<>();
        for (int step = 1; step <= STEPS; step++) {
            Bytes key = Bytes.utf8("k" + random.nextInt(300));
            if (random.nextInt(3) == 0) {
                tree = tree.remove(key);
                twin.remove(key);
            } else {
                KeyValue keyValue = new KeyValue(key, Bytes.EMPTY, step, step, 1, 0);
                tree = tree.put(keyValue);
                twin.put(key, keyValue);
            }
            if (step % 500 == 0) {
                kept.put(tree, List.copyOf(twin.values()));
            }
            assertThat(tree.get(key)).as("seed %d step %d", seed, step).isEqualTo(twin.get(key));
        }
        assertThat(all(tree, KeyRange.ALL)).as("seed %d", seed).containsExactlyElementsOf(twin.values());
        assertThat(tree.size()).isEqualTo(twin.size());
        assertThat(tree.height()).isLessThan(13);
        kept.forEach((old, then) -> assertThat(all(old, KeyRange.ALL)).containsExactlyElementsOf(then));
    }

    @Test
    void aRangeIsReadInOrderWithEveryKindOfBound() {
        List<KeyValue> sorted = new ArrayList<>();
        for (char c = 'a'; c <= 'j'; c++) {
            sorted.add(new KeyValue(Bytes.utf8("" + c), Bytes.EMPTY, 1, 1, 1, 0));
        }
        KeyTree tree = KeyTree.ofSorted(sorted);
        assertThat(names(tree, KeyRange.between(Bytes.utf8("c"), Bytes.utf8("f"))))
                .isEqualTo("cde");
        assertThat(names(tree, KeyRange.between(Bytes.utf8("bb"), Bytes.utf8("dd"))))
                .isEqualTo("cd");
        assertThat(names(tree, KeyRange.single(Bytes.utf8("e")))).isEqualTo("e");
        assertThat(names(tree, KeyRange.single(Bytes.utf8("ee")))).isEmpty();
        assertThat(names(tree, KeyRange.atLeast(Bytes.utf8("h")))).isEqualTo("hij");
        assertThat(names(tree, KeyRange.between(Bytes.utf8("f"), Bytes.utf8("c"))))
                .isEmpty();
        assertThat(names(KeyTree.EMPTY, KeyRange.ALL)).isEmpty();
        assertThat(KeyTree.ofSorted(List.of()).size()).isZero();
    }

    private static String names(KeyTree tree, KeyRange range) {
        StringBuilder names = new StringBuilder();
        all(tree, range).forEach(keyValue -> names.append(keyValue.key().utf8()));
        return names.toString();
    }

    private static List<KeyValue> all(KeyTree tree, KeyRange range) {
        List<KeyValue> all = new ArrayList<>();
        for (Iterator<KeyValue> each = tree.ascending(range); each.hasNext(); ) {
            all.add(each.next());
        }
        return all;
    }
}
