package io.holdfast.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.watch.WatchSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The index of watches against a plain list of them. */
class RangeTreeTest {
    @Test
    void aKeyFindsEveryWatchWhoseRangeHoldsItAndNoOther() {
        for (long seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            int letters = 1 + random.nextInt(4);
            WatchIndex index = new WatchIndex();
            List<Watch> watches = new ArrayList<>();
            WatchLine line = new HubFixture().line();
            for (int step = 0; step < 400; step++) {
                if (random.nextInt(3) > 0 || watches.isEmpty()) {
                    KeyRange range = range(random, letters);
                    if (!range.isEmpty()) {
                        Watch watch = new Watch(line, step + 1, WatchSpec.of(range, 0));
                        watches.add(watch);
                        index.add(watch);
                    }
                } else {
                    Watch gone = watches.remove(random.nextInt(watches.size()));
                    index.remove(gone);
                    index.remove(gone);
                }
                Bytes key = key(random, letters);
                Set<Watch> expected = identity();
                watches.stream()
                        .filter(watch -> watch.spec.range().contains(key))
                        .forEach(expected::add);
                Set<Watch> found = identity();
                index.match(key, watch -> assertThat(found.add(watch)).isTrue());
                assertThat(found).as("seed %s: %s", seed, key).isEqualTo(expected);
            }
            watches.forEach(index::remove);
            assertThat(index.isEmpty()).as("seed %s", seed).isTrue();
        }
    }

    @Test
    void aHundredThousandRangesAreNotSearchedOneByOne() {
        RangeTree tree = new RangeTree();
        Set<WatchSet> sets = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            sets.add(tree.setOf(KeyRange.prefix(Bytes.utf8(String.format("/app/%06d/", i)))));
        }
        assertThat(sets).hasSize(100_000);
        assertThat(tree.depth()).as("in order of insertion, yet no list").isLessThan(80);
        List<WatchSet> found = new ArrayList<>();
        tree.containing(Bytes.utf8("/app/054321/x"), found::add);
        assertThat(found).hasSize(1);
    }

    private static Set<Watch> identity() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static KeyRange range(Random random, int letters) {
        return switch (random.nextInt(5)) {
            case 0 -> KeyRange.single(key(random, letters));
            case 1 -> KeyRange.prefix(key(random, letters));
            case 2 -> KeyRange.atLeast(key(random, letters));
            case 3 -> KeyRange.ALL;
            default -> KeyRange.between(key(random, letters), key(random, letters));
        };
    }

    private static Bytes key(Random random, int letters) {
        byte[] key = new byte[1 + random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(letters) - 1);
        }
        return Bytes.wrap(key);
    }
}
