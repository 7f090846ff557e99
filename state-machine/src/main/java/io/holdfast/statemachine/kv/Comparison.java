package io.holdfast.statemachine.kv;

import io.holdfast.model.KeyValue;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.Compare.Relation;
import io.holdfast.model.query.Compare.Target;

/** Evaluates the compares of transactions. */
final class Comparison {
    private Comparison() {}

    /** Whether a compare holds for every key of its range; without a key, for an absent one. */
    static boolean holds(Compare compare, Keyspace keyspace) {
        VersionCursor cursor = VersionCursor.over(keyspace, compare.range(), keyspace.revision(), true);
        KeyValue version = cursor.next();
        if (version == null) {
            return compare.target() != Target.VALUE && holds(compare.relation(), Long.compare(0, compare.number()));
        }
        for (; version != null; version = cursor.next()) {
            if (!holds(compare.relation(), side(compare, version))) {
                return false;
            }
        }
        return true;
    }

    private static int side(Compare compare, KeyValue version) {
        return switch (compare.target()) {
            case VERSION -> Long.compare(version.version(), compare.number());
            case CREATE_REVISION -> Long.compare(version.createRevision(), compare.number());
            case MOD_REVISION -> Long.compare(version.modRevision(), compare.number());
            case LEASE -> Long.compare(version.lease(), compare.number());
            case VALUE -> version.value().compareTo(compare.value());
        };
    }

    private static boolean holds(Relation relation, int side) {
        return switch (relation) {
            case EQUAL -> side == 0;
            case NOT_EQUAL -> side != 0;
            case GREATER -> side > 0;
            case LESS -> side < 0;
        };
    }
}
