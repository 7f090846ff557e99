package io.holdfast.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.ListenerException;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.WatchUpdate;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a cache publishes and tells its listeners, update by update. */
class CacheContentTest {
    private final List<String> reported = new ArrayList<>();
    private final CacheContent content = new CacheContent((listener, thrown) -> reported.add(thrown.getMessage()));
    private final Recorder heard = new Recorder();

    private static final class Recorder implements CacheListener {
        final List<String> lines = new ArrayList<>();
        RuntimeException thrown = new RuntimeException("none");
        boolean throwing;

        @Override
        public void onSnapshot(CacheSnapshot snapshot) {
            lines.add("snapshot " + snapshot);
        }

        @Override
        public void onChanges(CacheSnapshot snapshot, List<WatchEvent> changes) {
            if (throwing) {
                throw thrown;
            }
            lines.add("changes " + changes.size() + " to " + snapshot);
        }

        @Override
        public void onEnd(HoldfastException why) {
            lines.add("end " + why.getClass().getSimpleName());
        }
    }

    private static WatchEvent put(String key, long revision) {
        return new WatchEvent.Put(keyValue(key, revision), Optional.empty());
    }

    private static KeyValue keyValue(String key, long revision) {
        return new KeyValue(Bytes.utf8(key), Bytes.EMPTY, revision, revision, 1, 0);
    }

    private void fill(long revision, String... keys) {
        content.onSnapshot(new WatchUpdate.SnapshotBegin(revision));
        for (String key : keys) {
            content.onSnapshot(new WatchUpdate.SnapshotPage(List.of(keyValue(key, revision))));
        }
        content.onSnapshot(new WatchUpdate.SnapshotEnd(revision));
    }

    @Test
    void pain17_aListenerGetsTheSnapshotAndThenEveryChangeAfterItWhenEverItCame() {
        Recorder early = new Recorder();
        content.join(content.place(early));
        fill(5, "a", "b");
        content.onEvents(new WatchUpdate.Events(5, 6, List.of(put("c", 6))));
        content.join(content.place(heard));
        content.onEvents(new WatchUpdate.Events(
                6, 9, List.of(put("d", 8), new WatchEvent.Delete(Bytes.utf8("a"), 9, Optional.empty()))));
        assertThat(early.lines)
                .containsExactly(
                        "snapshot 2 keys at revision 5",
                        "changes 1 to 3 keys at revision 6",
                        "changes 2 to 3 keys at revision 9");
        assertThat(heard.lines).containsExactly("snapshot 3 keys at revision 6", "changes 2 to 3 keys at revision 9");
    }

    @Test
    void halfARevisionIsNotPublished() {
        fill(5, "a");
        content.join(content.place(heard));
        content.onEvents(new WatchUpdate.Events(5, 5, List.of(put("b", 6))));
        assertThat(content.published()).hasToString("1 keys at revision 5");
        content.onEvents(new WatchUpdate.Events(5, 6, List.of(put("c", 6))));
        assertThat(content.published()).hasToString("3 keys at revision 6");
        assertThat(heard.lines).containsExactly("snapshot 1 keys at revision 5", "changes 2 to 3 keys at revision 6");
    }

    @Test
    void halfASnapshotIsNotPublishedAndTheOldStateStays() {
        fill(5, "a", "b");
        content.onSnapshot(new WatchUpdate.SnapshotBegin(9));
        content.onSnapshot(new WatchUpdate.SnapshotPage(List.of(keyValue("x", 9))));
        assertThat(content.published()).hasToString("2 keys at revision 5");
        content.onSnapshot(new WatchUpdate.SnapshotBegin(10));
        content.onSnapshot(new WatchUpdate.SnapshotEnd(10));
        assertThat(content.published()).hasToString("0 keys at revision 10");
    }

    @Test
    void aReaderWaitsUntilItsRevisionIsThere() {
        CompletableFuture<CacheSnapshot> ready = content.reached(0);
        CompletableFuture<CacheSnapshot> eight = content.reached(8);
        fill(5, "a");
        assertThat(ready.join().revision()).isEqualTo(5);
        assertThat(eight).isNotDone();
        content.onProgress(8);
        assertThat(eight.join()).hasToString("1 keys at revision 8");
        assertThat(content.reached(7)).isCompleted();
    }

    @Test
    void aListenerThatThrowsIsToldSoAndTheOthersGoOn() {
        Recorder broken = new Recorder();
        fill(5, "a");
        content.join(content.place(broken));
        content.join(content.place(heard));
        broken.throwing = true;
        content.onEvents(new WatchUpdate.Events(5, 6, List.of(put("b", 6))));
        content.onEvents(new WatchUpdate.Events(6, 7, List.of(put("c", 7))));
        assertThat(broken.lines).containsExactly("snapshot 1 keys at revision 5", "end ListenerException");
        assertThat(heard.lines).hasSize(3);
        assertThat(reported).as("told to the client's listenerErrors").containsExactly("none");
    }

    @Test
    void theEndIsToldToWhoeverWaitsAndToListenersUnlessTheyWishedIt() {
        CompletableFuture<CacheSnapshot> ready = content.reached(0);
        content.join(content.place(heard));
        content.onError(new ListenerException("gone", null));
        assertThat(ready).isCompletedExceptionally();
        assertThat(content.reached(0)).isCompletedExceptionally();
        assertThat(heard.lines).containsExactly("end ListenerException");
        assertThat(content.ended()).isTrue();
    }

    @Test
    void aListenerThatLeftHearsNoMore() {
        fill(5, "a");
        CacheContent.Place place = content.place(heard);
        content.join(place);
        place.leave();
        content.onEvents(new WatchUpdate.Events(5, 6, List.of(put("b", 6))));
        assertThat(heard.lines).hasSize(1);
    }
}
