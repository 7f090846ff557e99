package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.outcome.Failure;
import org.jspecify.annotations.Nullable;

/** Who leads is what the test says. This node is n1. */
final class FakeView implements LeaderView {
    static final String SELF = "n1";
    private @Nullable Leader leader;
    private boolean up = true;

    static Leader leader(String node, long term) {
        return new Leader(node, "127.0.0.1:7400", term);
    }

    void leadsItself() {
        leader = leader(SELF, 1);
    }

    void follow(String node, long term) {
        leader = leader(node, term);
    }

    void knowsNobody() {
        leader = null;
    }

    void goesDown() {
        leader = null;
        up = false;
    }

    @Override
    public boolean leads() {
        return leader != null && leader.node().equals(SELF);
    }

    @Override
    public boolean follows() {
        return leader != null && !leader.node().equals(SELF);
    }

    @Override
    public @Nullable Failure refusal() {
        if (leads()) {
            return null;
        }
        Failure.Code code =
                !up ? Failure.Code.UNAVAILABLE : leader == null ? Failure.Code.NO_LEADER : Failure.Code.NOT_LEADER;
        return new Failure(code, Failure.Certainty.NOT_APPLIED, "node n1 does not lead", leader, 0);
    }

    @Override
    public @Nullable Leader leader() {
        return leader;
    }

    @Override
    public Member.Role role() {
        return leads() ? Member.Role.LEADER : Member.Role.FOLLOWER;
    }
}
