package io.holdfast.client.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How two values differ: mappings by name, lists by place, everything else as a whole. Used once. */
final class ValueDiff {
    private final List<ValueChange> changes = new ArrayList<>();

    private ValueDiff() {}

    static List<ValueChange> between(@Nullable ConfigValue before, @Nullable ConfigValue after) {
        ValueDiff diff = new ValueDiff();
        diff.compare("", before, after);
        return diff.changes;
    }

    private void compare(String pointer, @Nullable ConfigValue before, @Nullable ConfigValue after) {
        if (before instanceof ConfigValue.Mapping was && after instanceof ConfigValue.Mapping is) {
            Set<String> names = new LinkedHashSet<>(was.entries().keySet());
            names.addAll(is.entries().keySet());
            names.forEach(name -> compare(
                    Pointers.child(pointer, name),
                    was.entries().get(name),
                    is.entries().get(name)));
        } else if (before instanceof ConfigValue.Sequence was && after instanceof ConfigValue.Sequence is) {
            int most = Math.max(was.items().size(), is.items().size());
            for (int i = 0; i < most; i++) {
                compare(pointer + "/" + i, item(was, i), item(is, i));
            }
        } else if (before instanceof ConfigValue.Scalar was && after instanceof ConfigValue.Scalar is) {
            if (!Objects.equals(was.value(), is.value())) {
                changed(pointer, before, after);
            }
        } else if (before != null || after != null) {
            changed(pointer, before, after);
        }
    }

    private static @Nullable ConfigValue item(ConfigValue.Sequence sequence, int index) {
        return index < sequence.items().size() ? sequence.items().get(index) : null;
    }

    private void changed(String pointer, @Nullable ConfigValue before, @Nullable ConfigValue after) {
        changes.add(new ValueChange(pointer, Optional.ofNullable(before), Optional.ofNullable(after)));
    }
}
