package io.holdfast.statemachine.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tree against {@link TreeMap}, with its inner rules checked on the way. */
class TreeTest {
    /** An element that is nothing but its key, and a mark to tell replacements apart. */
    record Item(Bytes key, int mark) {}

    private static final Order<Item> ORDER = Item::key;

    /** Kinds of keys that stress prefix and head differently. */
    enum Keys {
        SHORT_RANDOM {
            @Override
            Bytes draw(Random random) {
                byte[] bytes = new byte[1 + random.nextInt(3)];
                random.nextBytes(bytes);
                return Bytes.wrap(bytes);
            }
        },
        LONG_SHARED_PREFIX {
            @Override
            Bytes draw(Random random) {
                return Bytes.utf8("/registry/a/very/long/prefix/" + random.nextInt(3000));
            }
        },
        ZEROES_AND_FF {
            @Override
            Bytes draw(Random random) {
                byte[] bytes = new byte[random.nextInt(14)];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (random.nextBoolean() ? 0 : 0xff);
                }
                return Bytes.wrap(bytes);
            }
        },
        /** In a node of several groups the seven bytes that a head shows are the same for a whole group. */
        EQUAL_HEADS {
            @Override
            Bytes draw(Random random) {
                return Bytes.utf8((char) ('a' + random.nextInt(20)) + "-equal-" + random.nextInt(200));
            }
        };

        abstract Bytes draw(Random random);
    }

    @ParameterizedTest
    @EnumSource
    void theTreeHoldsWhatATreeMapHolds(Keys keys) {
        for (long seed = 1; seed <= 6; seed++) {
            new Trial(keys, seed).run();
        }
    }

    @Test
    void ascendingInsertionsFillLeavesWell() {
        TreeEditor<Item> editor = Tree.<Item>empty(ORDER).edit();
        for (int i = 0; i < 10_000; i++) {
            editor.put(new Item(Bytes.utf8(String.format("%08d", i)), i));
        }
        int leaves = new TreeRules<>(editor.freeze()).check().leaves();
        assertThat(leaves).isLessThan(10_000 / (Node.CAPACITY - Node.MIN) + 2);
    }

    @Test
    void anEmptyTreeAnswersNothing() {
        Tree<Item> tree = Tree.empty(ORDER);
        assertThat(tree.size()).isZero();
        assertThat(tree.get(Bytes.utf8("a"))).isNull();
        assertThat(tree.ascending().next()).isNull();
        assertThat(tree.descendingBefore(Bytes.utf8("a")).next()).isNull();
        assertThat(tree.edit().remove(Bytes.utf8("a"))).isNull();
    }

    /** One random history: grows, shrinks, grows again, while older trees must stay what they were. */
    private static final class Trial {
        private final Random random;
        private final Keys keys;
        private final String name;
        private final NavigableMap<Bytes, Item> expected = new TreeMap<>();
        private final List<Tree<Item>> oldTrees = new ArrayList<>();
        private final List<List<Item>> oldContents = new ArrayList<>();
        private TreeEditor<Item> editor = Tree.<Item>empty(ORDER).edit();

        Trial(Keys keys, long seed) {
            this.keys = keys;
            this.random = new Random(seed);
            this.name = keys + " seed " + seed;
        }

        void run() {
            for (int step = 0; step < 9000; step++) {
                boolean growing = step % 3000 < 1700;
                change(step, random.nextInt(100) < (growing ? 75 : 20));
                if (step % 500 == 0) {
                    Tree<Item> tree = editor.freeze();
                    compare(tree);
                    oldTrees.add(tree);
                    oldContents.add(new ArrayList<>(expected.values()));
                    editor = random.nextBoolean() ? editor : tree.edit();
                }
            }
            for (int i = 0; i < oldTrees.size(); i++) {
                assertThat(all(oldTrees.get(i).ascending())).as(name).isEqualTo(oldContents.get(i));
            }
        }

        private void change(int step, boolean put) {
            Bytes key = keys.draw(random);
            if (put) {
                Item item = new Item(key, step);
                assertThat(editor.put(item)).as(name).isEqualTo(expected.put(key, item));
            } else {
                Bytes near = random.nextBoolean() || expected.ceilingKey(key) == null ? key : expected.ceilingKey(key);
                assertThat(editor.remove(near)).as(name).isEqualTo(expected.remove(near));
            }
        }

        private void compare(Tree<Item> tree) {
            new TreeRules<>(tree).check();
            assertThat(tree.size()).as(name).isEqualTo(expected.size());
            List<Item> items = new ArrayList<>(expected.values());
            assertThat(all(tree.ascending())).as(name).isEqualTo(items);
            Collections.reverse(items);
            assertThat(all(tree.descending())).as(name).isEqualTo(items);
            for (int i = 0; i < 20; i++) {
                Bytes probe = keys.draw(random);
                assertThat(tree.get(probe)).as(name).isEqualTo(expected.get(probe));
                assertThat(tree.rank(probe))
                        .as(name)
                        .isEqualTo(expected.headMap(probe).size());
                assertThat(all(tree.ascendingFrom(probe)))
                        .as(name)
                        .isEqualTo(new ArrayList<>(expected.tailMap(probe, true).values()));
                assertThat(all(tree.descendingBefore(probe)))
                        .as(name)
                        .isEqualTo(new ArrayList<>(
                                expected.headMap(probe, false).descendingMap().values()));
            }
        }

        private static List<Item> all(Cursor<Item> cursor) {
            List<Item> items = new ArrayList<>();
            for (Item item = cursor.next(); item != null; item = cursor.next()) {
                items.add(item);
            }
            return items;
        }
    }
}
