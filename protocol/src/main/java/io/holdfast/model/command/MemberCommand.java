package io.holdfast.model.command;

import java.util.Objects;

/** Changes of the member table: which disk stands behind which node. */
public sealed interface MemberCommand extends Command permits MemberCommand.Register {
    @Override
    default <R> R accept(Domains<R> domains) {
        return domains.member(this);
    }

    /** Hands this command to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a command. */
    interface Handler<R> {
        /** Bind a disk to a node. */
        R register(Register command);
    }

    /**
     * Binds a storage id to a node, once: repeating it is a success, another storage id under the same node is rejected
     * (a wiped or swapped disk must not vote under the old name).
     *
     * @param node the node id
     * @param storage the id written into the data directory when it was formatted
     */
    record Register(String node, String storage) implements MemberCommand {
        /** Refuses null. */
        public Register {
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(storage, "storage");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.register(this);
        }
    }
}
