package io.holdfast.statemachine.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.Label;
import io.holdfast.statemachine.digest.ConfigContentHash;
import io.holdfast.statemachine.tree.LongKey;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that follows a set.
 *
 * @param place by set and session
 * @param placeOfSession by session and set
 * @param set the set's name
 * @param record what it said
 * @param weight what it counts against the bound of all clients
 */
record Follower(Bytes place, Bytes placeOfSession, String set, ConfigClientRecord record, long weight) {
    /** What a client takes besides its texts, about. */
    private static final int LEAST_WEIGHT = 256;

    /** What a label takes besides its texts, about. */
    private static final int LABEL_WEIGHT = 64;

    static Follower of(String set, ConfigClientRecord record) {
        Bytes name = Bytes.utf8(set);
        long weight = LEAST_WEIGHT;
        weight += record.identity().length() + record.reason().length();
        for (Label label : record.labels()) {
            weight += LABEL_WEIGHT + label.name().length() + label.value().length();
        }
        return new Follower(SetKey.of(name, record.session()), LongKey.of(record.session(), name), set, record, weight);
    }

    long session() {
        return record.session();
    }

    long content() {
        List<String> texts = new ArrayList<>(List.of(set, record.identity(), record.reason()));
        for (Label label : record.labels()) {
            texts.add(label.name());
            texts.add(label.value());
        }
        long[] numbers = {
            record.session(),
            record.applied(),
            record.rejected(),
            record.atMillis(),
            record.labels().size()
        };
        return ConfigContentHash.ofClient(numbers, texts);
    }
}
