package io.holdfast.client;

import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import java.util.Objects;
import java.util.Optional;

/**
 * What a client is to run on.
 *
 * @param revision the revision at which this was so
 * @param header the release; empty for none
 * @param release the release with its documents; empty for none, and if it is the one that the client has
 */
public record ReleaseOffer(long revision, Optional<ReleaseHeader> header, Optional<Release> release) {
    /** Refuses null. */
    public ReleaseOffer {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(release, "release");
    }
}
