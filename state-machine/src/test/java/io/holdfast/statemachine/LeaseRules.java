package io.holdfast.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.statemachine.lease.LeaseTable;
import io.holdfast.statemachine.tree.Cursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The inner rules of the lease table; see {@link StateRules}. */
final class LeaseRules {
    private LeaseRules() {}

    static void check(StateImage image) {
        LeaseTable table = image.leases();
        List<LeaseRecord> leases = new ArrayList<>();
        table.forEach(leases::add);
        assertThat(table.after(0, Integer.MAX_VALUE)).isEqualTo(leases);
        assertThat(table.size()).isEqualTo(leases.size());
        Map<Long, List<Bytes>> attached = attached(image);
        Set<Long> epochs = new HashSet<>();
        long before = 0;
        int keys = 0;
        for (LeaseRecord lease : leases) {
            assertThat(lease.lease()).as("ids ascend").isGreaterThan(before);
            before = lease.lease();
            assertThat(lease).isEqualTo(table.get(lease.lease()));
            assertThat(lease.epoch()).isBetween(1L, table.lastEpoch());
            assertThat(epochs.add(lease.epoch())).as("an epoch of its own").isTrue();
            assertThat(lease.ttlMillis()).isBetween(Limits.MIN_TTL_MILLIS, Limits.MAX_LEASE_TTL_MILLIS);
            assertThat(lease.boundMillis()).isBetween(0L, lease.ttlMillis());
            List<Bytes> expected = attached.getOrDefault(lease.lease(), List.of());
            assertThat(table.keysOf(lease.lease(), Integer.MAX_VALUE)).isEqualTo(expected);
            assertThat(lease.keys()).isEqualTo(expected.size());
            keys += expected.size();
            checkSession(image, lease);
        }
        attached.keySet()
                .forEach(lease -> assertThat(table.get(lease))
                        .as("lease %s of a key", lease)
                        .isNotNull());
        assertThat(table.attached()).isEqualTo(keys);
    }

    private static void checkSession(StateImage image, LeaseRecord lease) {
        if (lease.session() != 0) {
            assertThat(image.sessions().get(lease.session()))
                    .as("the session of lease %s", lease.lease())
                    .matches(session -> session != null && session.lease() == lease.lease());
        }
    }

    private static Map<Long, List<Bytes>> attached(StateImage image) {
        Map<Long, List<Bytes>> attached = new TreeMap<>();
        Cursor<KeyValue> cursor = image.keyspace().live().ascending();
        for (KeyValue version = cursor.next(); version != null; version = cursor.next()) {
            if (version.lease() != 0) {
                attached.computeIfAbsent(version.lease(), lease -> new ArrayList<>())
                        .add(version.key());
            }
        }
        return attached;
    }
}
