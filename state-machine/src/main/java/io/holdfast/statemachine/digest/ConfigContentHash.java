package io.holdfast.statemachine.digest;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.ReleaseHeader;
import java.util.List;

/** The hashes of the entries of configuration: what {@link ContentHash} is to all others. */
public final class ConfigContentHash {
    private static final long SET = 20;
    private static final long RELEASE = 21;
    private static final long CLIENT = 22;
    private static final long DOCUMENTS = 23;

    private ConfigContentHash() {}

    /** A set's numbers and texts, each in a fixed order, and its schema. */
    public static long ofSet(long[] numbers, List<String> texts, Bytes schema, Bytes schemaChecksum) {
        return Hash64.mix(Hash64.mix(all(SET, numbers, texts), schema), schemaChecksum);
    }

    /** A client's numbers and texts, each in a fixed order. */
    public static long ofClient(long[] numbers, List<String> texts) {
        return all(CLIENT, numbers, texts);
    }

    /** The documents of a release, in order. */
    public static long ofDocuments(List<Document> documents) {
        long hash = DOCUMENTS;
        for (Document document : documents) {
            hash = Hash64.mix(Hash64.mix(hash, document.path()), document.type().number());
            hash = Hash64.mix(hash, document.content());
        }
        return hash;
    }

    /** A release with all its fields and the hash of its documents. */
    public static long ofRelease(ReleaseHeader header, long documentsHash) {
        return Hash64.mix(mix(RELEASE, header), documentsHash);
    }

    /** Adds all fields of a header to a running hash. */
    static long mix(long seed, ReleaseHeader header) {
        long[] numbers = {
            header.number(),
            header.parent(),
            header.rollbackOf(),
            header.state().number(),
            header.revision(),
            header.publishedMillis(),
            header.currentMillis(),
            header.documents(),
            header.bytes()
        };
        long hash = all(seed, numbers, List.of(header.set(), header.author(), header.comment()));
        return Hash64.mix(Hash64.mix(hash, header.checksum()), header.schemaChecksum());
    }

    static long all(long seed, long[] numbers, List<String> texts) {
        long hash = seed;
        for (long number : numbers) {
            hash = Hash64.mix(hash, number);
        }
        for (String text : texts) {
            hash = Hash64.mix(hash, text);
        }
        return hash;
    }
}
