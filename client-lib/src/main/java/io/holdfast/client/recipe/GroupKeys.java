package io.holdfast.client.recipe;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;

/**
 * The keys of one group: {@code group/NAME/ID}, attached to the lease of the member's session.
 *
 * @param place where it stands
 * @param kind the recipe it belongs to
 * @param name its name
 */
record GroupKeys(Place place, String kind, String name) {
    /** The most bytes of a member's metadata. */
    static final int MAX_METADATA_BYTES = 4 << 10;

    /** Checks the name. */
    GroupKeys {
        Place.checked(name, "a name");
    }

    private String prefix() {
        return place.key(kind, name) + "/";
    }

    KeyRange range() {
        return KeyRange.prefix(Bytes.utf8(prefix()));
    }

    Bytes key(String id) {
        return Bytes.utf8(prefix() + Place.checked(id, "a member's id"));
    }

    Member member(KeyValue found) {
        String id = found.key().utf8().substring(prefix().length());
        return new Member(id, found.value(), found.createRevision(), found.modRevision(), found.lease());
    }

    static Bytes checked(Bytes metadata) {
        if (metadata.size() > MAX_METADATA_BYTES) {
            throw new IllegalArgumentException(
                    "a member's metadata has at most " + MAX_METADATA_BYTES + " bytes, not " + metadata.size());
        }
        return metadata;
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
