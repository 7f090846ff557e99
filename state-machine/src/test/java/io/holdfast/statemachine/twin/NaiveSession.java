package io.holdfast.statemachine.twin;

import io.holdfast.model.KeyValue;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One session of the twin. Of a request that was closed it keeps an empty reply. */
final class NaiveSession {
    private static final int MOST_OF_ONE = 1024;
    private static final int MOST_OF_ALL = 65536;

    final SessionCommand.Open open;
    final long lease;
    final long ttlMillis;
    final long openedMillis;
    final long openedRevision;
    final TreeMap<Long, Optional<Outcome>> replies = new TreeMap<>();
    long floor = 1;

    NaiveSession(SessionCommand.Open open, long lease, long ttlMillis, long openedMillis, long openedRevision) {
        this.open = open;
        this.lease = lease;
        this.ttlMillis = ttlMillis;
        this.openedMillis = openedMillis;
        this.openedRevision = openedRevision;
    }

    void raiseFloor(long to) {
        floor = Math.max(floor, to);
        replies.headMap(floor).clear();
    }

    void keep(long sequence, Outcome outcome) {
        boolean tooLarge = size(outcome) > MOST_OF_ONE && !(outcome instanceof Outcome.Rejection);
        replies.put(sequence, Optional.of(tooLarge ? new Outcome.Condensed(outcome.revision()) : outcome));
        for (Map.Entry<Long, Optional<Outcome>> entry : replies.entrySet()) {
            if (replies.values().stream().mapToLong(NaiveSession::size).sum() > MOST_OF_ALL) {
                entry.setValue(entry.getValue().map(NaiveSession::condensed));
            }
        }
    }

    private static Outcome condensed(Outcome outcome) {
        if (outcome instanceof Outcome.Rejection no) {
            return new Outcome.Rejection(no.revision(), no.reason(), "", no.bound());
        }
        return size(outcome) > 32 ? new Outcome.Condensed(outcome.revision()) : outcome;
    }

    private static long size(Optional<Outcome> reply) {
        return reply.map(NaiveSession::size).orElse(0L);
    }

    private static long size(Outcome outcome) {
        long payload = keyValues(outcome)
                .mapToLong(keyValue ->
                        64 + keyValue.key().size() + keyValue.value().size())
                .sum();
        long inner = outcome instanceof Outcome.Transaction transaction
                ? transaction.responses().stream().mapToLong(NaiveSession::size).sum()
                : 0;
        long words = outcome instanceof Outcome.Rejection no ? no.message().getBytes(StandardCharsets.UTF_8).length : 0;
        return 32 + payload + inner + words;
    }

    private static Stream<KeyValue> keyValues(Outcome outcome) {
        if (outcome instanceof Outcome.Put put) {
            return Stream.ofNullable(put.previous());
        }
        List<KeyValue> list = outcome instanceof Outcome.DeleteRange delete
                ? delete.previous()
                : outcome instanceof Outcome.Range range ? range.keyValues() : List.of();
        return list.stream();
    }
}
