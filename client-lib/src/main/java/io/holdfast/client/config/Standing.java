package io.holdfast.client.config;

import java.util.Objects;

/**
 * How a client stands to a set.
 *
 * @param applied the release it runs on; 0 for none
 * @param rejected a release that it will not run on; 0 for none
 * @param reason why not
 */
record Standing(long applied, long rejected, String reason) {
    static final Standing NOWHERE = new Standing(0, 0, "");

    Standing {
        Objects.requireNonNull(reason, "reason");
    }

    Standing applying(long release) {
        return new Standing(release, 0, "");
    }

    Standing rejecting(long release, String why) {
        return new Standing(applied, release, why);
    }
}
