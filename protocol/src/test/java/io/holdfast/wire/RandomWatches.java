package io.holdfast.wire;

import io.holdfast.model.watch.WatchSpec;
import java.util.Random;

/** Random values of what clients ask of watches. */
final class RandomWatches {
    private final RandomModel model;
    private final Random random;

    RandomWatches(RandomModel model, Random random) {
        this.model = model;
        this.random = random;
    }

    WatchRequest request() {
        return switch (random.nextInt(4)) {
            case 0 -> new WatchRequest.Cancel(model.number());
            case 1 -> new WatchRequest.Progress();
            default -> new WatchRequest.Create(model.positive(), spec());
        };
    }

    private WatchSpec spec() {
        boolean snapshot = random.nextBoolean();
        return new WatchSpec(
                model.range(),
                snapshot ? 0 : model.number() & Long.MAX_VALUE,
                snapshot,
                model.number() & Long.MAX_VALUE,
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean());
    }
}
