package io.holdfast.client.recipe;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.Watch;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.WatchListener;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchUpdate;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Waits for a version of one key that decides something; its absence is a version, too. One watch, open until it is
 * decided or the future ends otherwise. Confined to the watch's executor.
 */
final class KeyWait<T> implements WatchListener {
    private final Function<Optional<KeyValue>, Optional<T>> decision;
    private final CompletableFuture<T> decided = new CompletableFuture<>();
    private Optional<KeyValue> found = Optional.empty();

    private KeyWait(Function<Optional<KeyValue>, Optional<T>> decision) {
        this.decision = decision;
    }

    /**
     * Begins to wait.
     *
     * @param options from which revision, or with a snapshot
     * @param decision gives what a version decides, empty to go on; may throw a {@link RecipeException}
     */
    static <T> CompletableFuture<T> on(
            HoldfastClient client,
            Bytes key,
            WatchOptions options,
            Function<Optional<KeyValue>, Optional<T>> decision) {
        KeyWait<T> wait = new KeyWait<>(decision);
        Watch watch = client.watch().listen(KeyRange.single(key), options, wait);
        wait.decided.whenComplete((value, thrown) -> watch.close());
        return wait.decided;
    }

    @Override
    public void onEvents(WatchUpdate.Events batch) {
        for (WatchEvent event : batch.events()) {
            look(event instanceof WatchEvent.Put put ? Optional.of(put.keyValue()) : Optional.empty());
        }
    }

    @Override
    public void onSnapshot(WatchUpdate.Snapshot part) {
        if (part instanceof WatchUpdate.SnapshotBegin) {
            found = Optional.empty();
        } else if (part instanceof WatchUpdate.SnapshotPage page) {
            found = page.keyValues().stream().findFirst();
        } else {
            look(found);
        }
    }

    private void look(Optional<KeyValue> version) {
        try {
            decision.apply(version).ifPresent(decided::complete);
        } catch (RecipeException e) {
            decided.completeExceptionally(e);
        }
    }

    @Override
    public void onError(HoldfastException why) {
        decided.completeExceptionally(why);
    }
}
