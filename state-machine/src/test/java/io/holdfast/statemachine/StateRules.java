package io.holdfast.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.event.Event;
import io.holdfast.statemachine.kv.EventLog;
import io.holdfast.statemachine.kv.Keyspace;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.TreeRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The inner rules of a state:
 *
 * <ul>
 *   <li>the tree keeps its own rules ({@link TreeRules});
 *   <li>the log's events ascend by revision, from the floor on, up to the newest revision, no key twice in one;
 *   <li>replaying the log over what was there before the floor gives the live keys;
 *   <li>every revision from the floor until now has an event (but a floor that a restoration made);
 *   <li>the history's size is the sum of what it holds;
 *   <li>attachments are exactly the live keys that name a lease;
 *   <li>every session has its lease and the other way round; ids of leases were granted, epochs are unique;
 *   <li>windows of replies stay within their bounds;
 *   <li>no two holders exclude each other, nobody whose turn has come waits, nothing is left of sessions that ended;
 *   <li>the digest kept incrementally is the one computed anew.
 * </ul>
 */
public final class StateRules {
    private StateRules() {}

    /** Fails if a rule is broken. */
    public static void check(StateImage image) {
        Keyspace keyspace = image.keyspace();
        new TreeRules<>(keyspace.live()).check();
        checkLog(keyspace, image.configs().size() > 0);
        checkReplay(keyspace);
        LeaseRules.check(image);
        SessionRules.check(image);
        LockRules.check(image);
        ConfigTableRules.check(image);
        assertThat(image.leases().recomputedContent())
                .as("content of leases")
                .isEqualTo(image.leases().content());
        assertThat(image.sessions().recomputedContent())
                .as("content of sessions")
                .isEqualTo(image.sessions().content());
        assertThat(image.locks().recomputedContent())
                .as("content of locks")
                .isEqualTo(image.locks().content());
        assertThat(image.configs().recomputedContent())
                .as("content of configuration")
                .isEqualTo(image.configs().content());
        assertThat(image.recomputedDigest()).as("digest").isEqualTo(image.digest());
    }

    /** Only configuration takes revisions without events. */
    private static void checkLog(Keyspace keyspace, boolean gaps) {
        EventLog log = keyspace.log();
        long revision = before(keyspace);
        long bytes = 0;
        Set<Bytes> changed = new HashSet<>();
        for (int i = 0; i < log.size(); i++) {
            Event event = log.get(i);
            if (event.revision() != revision) {
                long first = Math.max(revision, Keyspace.FIRST_REVISION) + 1;
                assertThat(event.revision()).as("revisions rise").isGreaterThanOrEqualTo(first);
                boolean afterBareFloor = i == 0 && isRestored(keyspace) && event.revision() == first + 1;
                assertThat(gaps || event.revision() == first || afterBareFloor)
                        .as("no revision without event before %s", event)
                        .isTrue();
                revision = event.revision();
                changed.clear();
            }
            assertThat(changed.add(event.keyValue().key()))
                    .as("a key changes once")
                    .isTrue();
            KeyValue ended = event.previous();
            if (ended != null) {
                bytes += ended.payloadSize();
            }
        }
        long newest = Math.max(revision, Keyspace.FIRST_REVISION);
        assertThat(newest).as("the newest event").isLessThanOrEqualTo(keyspace.revision());
        boolean bareFloor = log.size() == 0 && isRestored(keyspace);
        assertThat(gaps || newest == keyspace.revision() || bareFloor)
                .as("no revision without event at the end")
                .isTrue();
        assertThat(keyspace.history().payloadBytes()).as("payload bytes").isEqualTo(bytes);
    }

    /** A restoration makes a floor without events. */
    private static boolean isRestored(Keyspace keyspace) {
        return keyspace.compactedRevision() >= Limits.RESTORATION_LEAP;
    }

    private static void checkReplay(Keyspace keyspace) {
        Map<Bytes, KeyValue> replayed = new HashMap<>();
        for (int i = 0; i < keyspace.log().size(); i++) {
            KeyValue ended = keyspace.log().get(i).previous();
            if (ended != null && ended.modRevision() <= before(keyspace)) {
                assertThat(replayed.put(ended.key(), ended))
                        .as("one version before the floor")
                        .isNull();
            }
        }
        for (int i = 0; i < keyspace.log().size(); i++) {
            Event event = keyspace.log().get(i);
            KeyValue before = event.kind() == Event.Kind.PUT
                    ? replayed.put(event.keyValue().key(), event.keyValue())
                    : replayed.remove(event.keyValue().key());
            assertThat(before).as("what the event ended").isSameAs(event.previous());
        }
        long live = 0;
        Cursor<KeyValue> cursor = keyspace.live().ascending();
        for (KeyValue version = cursor.next(); version != null; version = cursor.next()) {
            boolean older = version.modRevision() <= before(keyspace);
            assertThat(replayed.get(version.key())).isSameAs(older ? null : version);
            live += older ? 0 : 1;
        }
        assertThat(live).as("live keys").isEqualTo(replayed.size());
    }

    /** The last revision whose events are gone. */
    private static long before(Keyspace keyspace) {
        return Math.max(0, keyspace.compactedRevision() - 1);
    }
}
