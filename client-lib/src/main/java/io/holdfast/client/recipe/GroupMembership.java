package io.holdfast.client.recipe;

import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RangeOptions;
import io.holdfast.model.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A group: whoever joins it is in it until it leaves or its session ends. Holds nothing and need not be closed. Safe for
 * any thread.
 *
 * <pre>{@code
 * GroupMembership workers = recipes.group("workers");
 * Membership mine = workers.join("a7", Bytes.utf8("10.0.0.7"));
 * mine.onStateChange(state -> log("now " + state));
 * mine.update(Bytes.utf8("10.0.0.7 busy"));
 * mine.leave();
 * }</pre>
 *
 * <p>A member that is killed leaves within its session's time to live and one failover. A member that is cut off knows by
 * its own clock, no later than the others may ({@link MembershipState.Lost}).
 */
public final class GroupMembership {
    /** The most members that {@link #members} reads. */
    public static final int MAX_MEMBERS = 10_000;

    private final GroupKeys keys;

    GroupMembership(GroupKeys keys) {
        this.keys = keys;
    }

    /** Its name. */
    public String name() {
        return keys.name();
    }

    /**
     * Joins in the client's own session. Fails with {@link MemberExistsException} if the id is taken. If it fails with
     * outcome UNKNOWN, the id may be taken until a node is reached again, or the session ended: what was put is taken away.
     * Cancelling the future leaves again.
     *
     * @throws IllegalArgumentException if the id is empty, longer than 256 bytes, or has a slash or a control character, or
     *     the metadata has more than 4 KiB
     */
    public CompletableFuture<Membership> joinAsync(String id, Bytes metadata, MembershipOptions options) {
        return Membership.join(keys, id, GroupKeys.checked(metadata), options);
    }

    /** {@link #joinAsync}, and waits. An interrupt leaves again. */
    public Membership join(String id, Bytes metadata, MembershipOptions options) {
        return Waiting.await(joinAsync(id, metadata, options), OperationOutcome.UNKNOWN);
    }

    /** {@link #join(String, Bytes, MembershipOptions)} with nothing special. */
    public Membership join(String id, Bytes metadata) {
        return join(id, metadata, MembershipOptions.DEFAULT);
    }

    /** Reads the members, in order of their ids, linearizably. Fails with {@link RecipeLimitException} beyond 10 000. */
    public CompletableFuture<List<Member>> membersAsync() {
        return keys.place()
                .client()
                .keyValue()
                .withTimeout(keys.place().timeout())
                .getAll(keys.range(), RangeOptions.DEFAULT, MAX_MEMBERS)
                .thenApply(reply -> {
                    if (reply.more()) {
                        throw new RecipeLimitException(
                                keys + " has more than " + MAX_MEMBERS + " members: observe it instead");
                    }
                    return reply.keyValues().stream().map(keys::member).toList();
                });
    }

    /** {@link #membersAsync}, and waits. */
    public List<Member> members() {
        return Waiting.await(membersAsync(), OperationOutcome.NOT_APPLIED);
    }

    /** Begins to keep a local copy of the members, which tells listeners of changes. */
    public GroupView observe() {
        return new GroupView(keys);
    }
}
