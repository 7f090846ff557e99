package io.holdfast.statemachine.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeBuilderTest {
    private static final int FILL = Node.CAPACITY - Node.MIN;

    private record Item(Bytes key, int mark) {}

    /** Around every size at which a level gets one node more, or its last node too few entries. */
    @Test
    void aBuiltTreeKeepsTheRulesOfATree() {
        for (int nodes : new int[] {0, 1, 2, 3, FILL, FILL + 1, 2 * FILL}) {
            for (int size = Math.max(0, nodes * FILL - 1); size <= nodes * FILL + Node.MIN + 1; size++) {
                check(size);
            }
        }
        check(FILL * FILL * FILL);
        check(FILL * FILL * FILL + 1);
    }

    @Test
    void whatStandsNotBehindTheLastElementIsRefusedAndChangesNothing() {
        TreeBuilder<Item> builder = new TreeBuilder<>(Item::key);
        assertThat(builder.append(item(5))).isTrue();
        assertThat(builder.append(item(5))).isFalse();
        assertThat(builder.append(item(4))).isFalse();
        assertThat(builder.append(item(6))).isTrue();
        assertThat(builder.build().size()).isEqualTo(2);
    }

    @Test
    void aBuiltTreeIsEditedAsAnyOther() {
        for (long seed = 1; seed <= 10; seed++) {
            Random random = new Random(seed);
            NavigableMap<Bytes, Item> expected = new TreeMap<>();
            for (int i = random.nextInt(5000); i > 0; i--) {
                Item item = item(random.nextInt(20_000));
                expected.put(item.key(), item);
            }
            Tree<Item> built = build(expected);
            TreeEditor<Item> editor = built.edit();
            NavigableMap<Bytes, Item> edited = new TreeMap<>(expected);
            for (int i = 0; i < 8000; i++) {
                Item item = item(random.nextInt(20_000));
                boolean put = random.nextInt(100) < (i < 3000 ? 70 : 25);
                Item replaced = put ? editor.put(item) : editor.remove(item.key());
                assertThat(replaced)
                        .as("seed %s", seed)
                        .isEqualTo(put ? edited.put(item.key(), item) : edited.remove(item.key()));
            }
            compare(editor.freeze(), edited, seed);
            compare(built, expected, seed);
        }
    }

    private static void check(int size) {
        NavigableMap<Bytes, Item> expected = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            Item item = item(i);
            expected.put(item.key(), item);
        }
        compare(build(expected), expected, size);
    }

    private static Tree<Item> build(NavigableMap<Bytes, Item> items) {
        TreeBuilder<Item> builder = new TreeBuilder<>(Item::key);
        items.values().forEach(item -> assertThat(builder.append(item)).isTrue());
        return builder.build();
    }

    private static void compare(Tree<Item> tree, NavigableMap<Bytes, Item> expected, long name) {
        new TreeRules<>(tree).check();
        assertThat(tree.size()).as("%s", name).isEqualTo(expected.size());
        Cursor<Item> cursor = tree.ascending();
        for (Item item : expected.values()) {
            if (!item.equals(cursor.next())) {
                throw new AssertionError("size or seed " + name + ", at " + item);
            }
        }
        assertThat(cursor.next()).as("%s", name).isNull();
    }

    private static Item item(int number) {
        return new Item(Bytes.utf8("key/" + number % 7 + "/" + String.format("%06d", number)), number);
    }
}
