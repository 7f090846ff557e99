package io.holdfast.server.raft;

import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.server.DivisionInfo;
import org.jspecify.annotations.Nullable;

/**
 * What Ratis says of this node's role. It puts the answer together without a lock and throws if role and term do not match:
 * a leader that just heard of a later term has the term a moment before it gives up the role. That is no broken invariant.
 */
final class RoleGlimpse {
    private RoleGlimpse() {}

    /** The role with its figures; null if it is changing at this moment. */
    static @Nullable RoleInfoProto of(DivisionInfo raft) {
        try {
            return raft.getRoleInfoProto();
        } catch (IllegalStateException changing) {
            return null;
        }
    }
}
