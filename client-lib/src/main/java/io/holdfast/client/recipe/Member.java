package io.holdfast.client.recipe;

import io.holdfast.model.Bytes;
import java.util.Objects;

/**
 * A member of a group, as the group saw it at some revision.
 *
 * @param id its name within the group
 * @param metadata what it says of itself
 * @param joined the revision at which it joined: the same id with another one is another membership
 * @param updated the revision of its newest metadata
 * @param lease the lease of its session
 */
public record Member(String id, Bytes metadata, long joined, long updated, long lease) {
    /** Refuses null. */
    public Member {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(metadata, "metadata");
    }
}
