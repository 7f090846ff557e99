package io.holdfast.model.command;

import io.holdfast.model.session.RequestId;
import java.util.Objects;

/** Changes of the session table, and writes that are applied at most once within a session. */
public sealed interface SessionCommand extends Command {
    @Override
    default <R> R accept(Domains<R> domains) {
        return domains.session(this);
    }

    /** Hands this command to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a command. */
    interface Handler<R> {
        /** Begin a session. */
        R open(Open command);

        /** End one's own session. */
        R close(Close command);

        /** End somebody's session. */
        R kill(Kill command);

        /** Apply a command unless it was applied. */
        R once(Once command);

        /** Find out about a request, for good. */
        R resolve(Resolve command);
    }

    /**
     * Begins a session and grants its lease. Repeating it is a success with the first answer.
     *
     * @param session the id: positive, drawn at random by the client
     * @param ttlMillis time to live without a heartbeat; brought within the limits, the outcome says what was granted
     * @param client the name the client gives itself
     * @param principal whose certificate; the gateway writes it, whatever the client said
     * @param address where from; the gateway writes it
     * @param graceMillis how long it outlives the end of its connection, if its client's side was seen to end it; 0 for its
     *     time to live, like that of any silent session. The client counts it as the time to live
     */
    record Open(long session, long ttlMillis, String client, String principal, String address, long graceMillis)
            implements SessionCommand {
        /** One that asks for no grace. */
        public Open(long session, long ttlMillis, String client, String principal, String address) {
            this(session, ttlMillis, client, principal, address, 0);
        }

        /** Refuses null. */
        public Open {
            Objects.requireNonNull(client, "client");
            Objects.requireNonNull(principal, "principal");
            Objects.requireNonNull(address, "address");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.open(this);
        }
    }

    /**
     * Ends a session: its lease, what is attached to it and its replies are gone.
     *
     * @param session the id
     */
    record Close(long session) implements SessionCommand {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.close(this);
        }
    }

    /**
     * Ends a session as {@link Close} does, by an operator's will.
     *
     * @param session the id
     * @param by whose certificate; the gateway writes it
     * @param why what the operator says
     */
    record Kill(long session, String by, String why) implements SessionCommand {
        /** Refuses null. */
        public Kill {
            Objects.requireNonNull(by, "by");
            Objects.requireNonNull(why, "why");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.kill(this);
        }
    }

    /**
     * Applies a command at most once. Its first outcome, a rejection too, is kept under its number and is the answer to
     * every repetition, until the client says that it has the outcome ({@code floor}).
     *
     * @param session the session
     * @param sequence the request's number in it, from 1
     * @param floor the client has the outcome of every request below it: those are forgotten, and refused from then on
     * @param command what to apply: a change of keys, guarded or not, the grant or end of a lease, a change of one of the session's
     *     own acquisitions, or a change of configuration
     */
    record Once(long session, long sequence, long floor, Command command) implements SessionCommand {
        /** Refuses null and commands that may not stand here ({@link #takes}). */
        public Once {
            Objects.requireNonNull(command, "command");
            if (!takes(command)) {
                throw new IllegalArgumentException(
                        "a " + command.getClass().getSimpleName() + " may not stand in a request");
            }
        }

        /** Whether a command may be applied within a session. */
        public static boolean takes(Command command) {
            return command instanceof KeyValueCommand
                    || command instanceof LeaseCommand.Grant
                    || command instanceof LeaseCommand.Revoke
                    || command instanceof LockCommand.Acquire
                    || command instanceof LockCommand.Withdraw
                    || command instanceof LockCommand.Release
                    || command instanceof LockCommand.Guarded
                    || command instanceof LockCommand.Publish
                    || command instanceof ConfigCommand;
        }

        /** The request's name. */
        public RequestId id() {
            return new RequestId(session, sequence);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.once(this);
        }
    }

    /**
     * Asks what became of a request, and closes it: if it was not applied it never will be.
     *
     * @param session the session
     * @param sequence the request's number
     * @param floor the lowest number whose outcome the session's owner lacks, so that a question is never refused because
     *     no request has told of it yet; 0 from anybody else. Above {@code sequence} it counts as that
     */
    record Resolve(long session, long sequence, long floor) implements SessionCommand {
        /** The question of somebody who does not own the session. */
        public Resolve(long session, long sequence) {
            this(session, sequence, 0);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.resolve(this);
        }
    }
}
