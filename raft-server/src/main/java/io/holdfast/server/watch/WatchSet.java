package io.holdfast.server.watch;

import java.util.Arrays;
import java.util.function.Consumer;

/** The watches of one range, in no order; one is added and removed in O(1). Confined to the hub's thread. */
final class WatchSet {
    private Watch[] watches = new Watch[1];
    private int size;

    void add(Watch watch) {
        if (size == watches.length) {
            watches = Arrays.copyOf(watches, size * 2);
        }
        watch.slot = size;
        watches[size++] = watch;
    }

    @SuppressWarnings("NullAway") // slots at and behind the size are empty and never read
    void remove(Watch watch) {
        Watch moved = watches[--size];
        watches[size] = null;
        if (moved != watch) {
            watches[watch.slot] = moved;
            moved.slot = watch.slot;
        }
        watch.slot = -1;
        if (size > 0 && size * 4 <= watches.length) {
            watches = Arrays.copyOf(watches, size * 2);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    void forEach(Consumer<Watch> visitor) {
        for (int i = 0; i < size; i++) {
            visitor.accept(watches[i]);
        }
    }
}
