package io.holdfast.statemachine.kv;

import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.Batches.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateInvariants;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reads of revisions that lie many chunks of the event log back, against a full copy of the keys for every revision. */
@ExtendWith(StateInvariants.class)
class OldRevisionsTest {
    private static final int KEYS = 40;
    private static final int REVISIONS = 4 * EventLog.CHUNK;

    /** The keys at each revision. */
    private final NavigableMap<Long, NavigableMap<Bytes, KeyValue>> copies = new TreeMap<>();

    @Test
    void everyRevisionAroundEveryChunkBorderIsReadRight(CoordinationState state) {
        write(state, new Random(1), REVISIONS);
        checkBorders(state, state.capture().keyspace());
    }

    @Test
    void compactionWithinAChunkLeavesEveryLaterRevisionReadable(CoordinationState state) {
        write(state, new Random(2), REVISIONS);
        Keyspace before = state.capture().keyspace();
        for (long floor : new long[] {3, EventLog.CHUNK - 1, EventLog.CHUNK + 77, 2L * EventLog.CHUNK + 1}) {
            state.apply(batch(new Compact(floor)));
            checkBorders(state, state.capture().keyspace());
        }
        check(before, 2);
    }

    @Test
    void aRevisionInAChunkThatWasNotFullIsReadRightOnceItIs(CoordinationState state) {
        write(state, new Random(3), EventLog.CHUNK + 9);
        Keyspace early = state.capture().keyspace();
        check(early, EventLog.CHUNK - 5);
        write(state, new Random(4), 2 * EventLog.CHUNK);
        check(early, EventLog.CHUNK - 5);
        check(state.capture().keyspace(), EventLog.CHUNK - 5);
        check(state.capture().keyspace(), EventLog.CHUNK + 5);
    }

    @Test
    void aKeyThatWasDeletedAndMadeAgainIsAbsentInBetween(CoordinationState state) {
        Bytes key = Bytes.utf8("back");
        state.apply(batch(put("back", "1")));
        long first = state.revision();
        state.apply(batch(new DeleteRange(KeyRange.single(key), false)));
        long gone = state.revision();
        write(state, new Random(5), EventLog.CHUNK + 3);
        state.apply(batch(put("back", "2")));
        write(state, new Random(6), EventLog.CHUNK);

        Keyspace keyspace = state.capture().keyspace();
        assertThat(valueOf(keyspace, key, first - 1)).isNull();
        assertThat(valueOf(keyspace, key, first)).isEqualTo("1");
        assertThat(valueOf(keyspace, key, gone)).isNull();
        assertThat(valueOf(keyspace, key, gone + EventLog.CHUNK)).isNull();
        assertThat(valueOf(keyspace, key, keyspace.revision() - 1)).isEqualTo("2");
    }

    @Test
    void readersOfOldRevisionsAreRightWhileEventsAreAppended(CoordinationState state)
            throws InterruptedException, ExecutionException {
        write(state, new Random(7), EventLog.CHUNK);
        NavigableMap<Long, NavigableMap<Bytes, KeyValue>> known = new TreeMap<>(copies);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> reads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                long seed = i;
                reads.add(readers.submit(() -> readUntil(state, known, new Random(seed), done)));
            }
            write(state, new Random(8), 3 * EventLog.CHUNK);
            done.set(true);
            for (Future<Long> read : reads) {
                assertThat(read.get()).isPositive();
            }
        } finally {
            done.set(true);
            readers.shutdownNow();
        }
    }

    private static long readUntil(
            CoordinationState state,
            NavigableMap<Long, NavigableMap<Bytes, KeyValue>> known,
            Random random,
            AtomicBoolean done) {
        long reads = 0;
        boolean lastRound;
        do {
            lastRound = done.get();
            long revision = known.firstKey() + random.nextInt(known.size());
            Keyspace keyspace = state.capture().keyspace();
            assertThat(all(keyspace, KeyRange.ALL, revision, true))
                    .isEqualTo(List.copyOf(at(known, revision).values()));
            Bytes key = key(random.nextInt(KEYS));
            assertThat(keyspace.get(key, revision))
                    .isEqualTo(at(known, revision).get(key));
            reads++;
        } while (!lastRound);
        return reads;
    }

    /** Writes so many revisions; every few of them change several keys. */
    private void write(CoordinationState state, Random random, int revisions) {
        NavigableMap<Bytes, KeyValue> now = new TreeMap<>();
        all(state.capture().keyspace(), KeyRange.ALL, state.revision(), true)
                .forEach(version -> now.put(version.key(), version));
        long end = state.revision() + revisions;
        copies.put(state.revision(), new TreeMap<>(now));
        while (state.revision() < end) {
            Bytes key = key(random.nextInt(KEYS));
            Applied applied = state.apply(
                    random.nextInt(4) > 0
                            ? batch(put(key.utf8(), "v" + random.nextInt()))
                            : batch(new DeleteRange(KeyRange.between(key, key(random.nextInt(KEYS))), false)));
            applied.events().forEach(event -> {
                if (event.keyValue().version() == 0) {
                    now.remove(event.keyValue().key());
                } else {
                    now.put(event.keyValue().key(), event.keyValue());
                }
            });
            copies.put(state.revision(), new TreeMap<>(now));
        }
    }

    /** The revisions of the events next to the chunk borders, the floor, and a few random ones. */
    private void checkBorders(CoordinationState state, Keyspace keyspace) {
        EventLog log = keyspace.log();
        for (int border = EventLog.CHUNK - log.from; border < log.size(); border += EventLog.CHUNK) {
            for (int index = Math.max(0, border - 2); index < Math.min(log.size(), border + 2); index++) {
                check(keyspace, log.get(index).revision());
            }
        }
        Random random = new Random(keyspace.compactedRevision());
        long oldest = Math.max(copies.firstKey(), keyspace.compactedRevision());
        check(keyspace, oldest);
        for (int i = 0; i < 20; i++) {
            check(keyspace, oldest + random.nextInt((int) (state.revision() - oldest) + 1));
        }
    }

    private void check(Keyspace keyspace, long revision) {
        NavigableMap<Bytes, KeyValue> expected = at(copies, revision);
        List<KeyValue> upwards = new ArrayList<>(expected.values());
        assertThat(all(keyspace, KeyRange.ALL, revision, true))
                .as("at %s", revision)
                .isEqualTo(upwards);
        Collections.reverse(upwards);
        assertThat(all(keyspace, KeyRange.ALL, revision, false))
                .as("down at %s", revision)
                .isEqualTo(upwards);
        Bytes low = key(KEYS / 4);
        Bytes high = key(KEYS / 2);
        assertThat(all(keyspace, KeyRange.between(low, high), revision, true))
                .as("part at %s", revision)
                .isEqualTo(List.copyOf(expected.subMap(low, high).values()));
        for (int i = 0; i < KEYS; i++) {
            assertThat(keyspace.get(key(i), revision))
                    .as("%s at %s", key(i), revision)
                    .isEqualTo(expected.get(key(i)));
        }
        assertThat(keyspace.get(Bytes.utf8("never"), revision)).isNull();
    }

    private static List<KeyValue> all(Keyspace keyspace, KeyRange range, long revision, boolean upwards) {
        List<KeyValue> found = new ArrayList<>();
        VersionCursor cursor = VersionCursor.over(keyspace, range, revision, upwards);
        for (KeyValue version = cursor.next(); version != null; version = cursor.next()) {
            found.add(version);
        }
        return found;
    }

    private static NavigableMap<Bytes, KeyValue> at(
            NavigableMap<Long, NavigableMap<Bytes, KeyValue>> copies, long revision) {
        return Objects.requireNonNull(copies.get(revision), () -> "revision " + revision + " was not written");
    }

    private static @Nullable String valueOf(Keyspace keyspace, Bytes key, long revision) {
        KeyValue version = keyspace.get(key, revision);
        return version == null ? null : version.value().utf8();
    }

    private static Bytes key(int number) {
        return Bytes.utf8(String.format("k%02d", number));
    }
}
