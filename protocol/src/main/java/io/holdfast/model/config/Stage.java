package io.holdfast.model.config;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * Which clients a rollout concerns: those that have any of the labels, and a share of all, always the same ones.
 *
 * @param labels a client with one of them is concerned
 * @param percent of all clients by their identities, 0 to 100; a larger share has every client of a smaller one
 * @param haltAt the rollout halts by itself once so many clients have rejected the release; 0 for never
 */
public record Stage(List<Label> labels, int percent, int haltAt) {
    /** Copies the list. */
    public Stage {
        labels = List.copyOf(labels);
    }

    /**
     * Whether a client is concerned. The same everywhere and forever.
     *
     * @param set the config set
     * @param identity the client's identity: stable across its restarts
     * @param own its labels
     */
    public boolean concerns(String set, String identity, Collection<Label> own) {
        for (Label each : labels) {
            if (own.contains(each)) {
                return true;
            }
        }
        return bucket(set, identity) < percent;
    }

    /** Where an identity stands in a set, 0 to 99: another order in each set, so that not the same clients always go first. */
    static int bucket(String set, String identity) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : (set + '\0' + identity).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
        }
        // The low bits of FNV are poor: mixed once more, as SplitMix64 does.
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return (int) Long.remainderUnsigned(hash ^ (hash >>> 31), 100);
    }
}
