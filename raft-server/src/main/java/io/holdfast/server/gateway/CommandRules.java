package io.holdfast.server.gateway;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.server.port.SessionDirectory;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.wire.CommandCodec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one stream may have written to the log, by whose certificate it shows: a client changes keys, leases, configuration,
 * sessions of its own and, in requests of those, locks; an operator also ends sessions of others, takes locks away and sets permits;
 * what nodes decide among themselves (expiry, bounds, maximum holds, members) comes from no stream.
 *
 * <p>A session this node knows nothing of is let through: either it was opened a moment ago, in the same frame perhaps, or
 * the state machine says that there is none. Ids are random, so nobody else's can be guessed before it is listed.
 *
 * <p>Confined to the connection's event loop, but for what is said to be safe for any thread.
 */
final class CommandRules implements Command.Domains<String> {
    /** Sessions of this principal, and leases of sessions, that a stream remembers; more are looked up again. */
    private static final int MAX_REMEMBERED = 1_024;

    private static final String ALLOWED = "";

    private final Principal principal;
    private final String address;
    private final SessionDirectory directory;
    private final Set<Long> owned = new LinkedHashSet<>();
    private final Set<Long> ownedLeases = new LinkedHashSet<>();
    private final Graced graced = new Graced();
    private final SessionRules sessions = new SessionRules();
    private final LeaseRules leases = new LeaseRules();
    private final LockRules locks = new LockRules();

    /**
     * The rules of one stream.
     *
     * @param principal who speaks
     * @param address from where, {@code host:port}
     */
    CommandRules(Principal principal, String address, SessionDirectory directory) {
        this.principal = principal;
        this.address = address;
        this.directory = directory;
    }

    /** Why this stream may not have the command, or null if it may. */
    @Nullable
    Failure refusal(Command command) {
        return refusal(command.accept(this));
    }

    /** How many bytes {@link #damage} has to go through, about; 0 for most commands. Any thread. */
    static int bytesToCheck(EncodedCommand asked) {
        Command command = withoutName(asked.command());
        return command instanceof ConfigCommand.Publish || command instanceof ConfigCommand.Attach
                ? asked.bytes().size()
                : 0;
    }

    /** Why the command is not what it says that it is, or null. Takes time for its bytes. Any thread. */
    static @Nullable Failure damage(Command command) {
        return withoutName(command) instanceof ConfigCommand config ? ConfigRules.refusal(config) : null;
    }

    private static Command withoutName(Command command) {
        return command instanceof SessionCommand.Once once ? once.command() : command;
    }

    /** Why what befalls this session is not told here, or null if it is: to its own principal. */
    @Nullable
    Failure refusalToFollow(SessionRecord session) {
        return refusal(
                session.principal().equals(principal.toString())
                        ? ALLOWED
                        : "follow session " + Long.toHexString(session.session()) + ": it belongs to "
                                + session.principal());
    }

    private @Nullable Failure refusal(String why) {
        return why.equals(ALLOWED)
                ? null
                : Failure.notApplied(Failure.Code.PERMISSION_DENIED, principal + " may not " + why);
    }

    /** Those of the leases that this stream may renew, in order: a session is kept alive by its own principal only. */
    List<LeaseName> renewable(List<LeaseName> leases) {
        String self = principal.toString();
        List<LeaseName> allowed = new ArrayList<>(leases.size());
        for (LeaseName name : leases) {
            long lease = name.lease();
            SessionRecord session = ownedLeases.contains(lease) ? null : directory.sessionOfLease(lease);
            if (session == null || session.principal().equals(self)) {
                allowed.add(name);
                graced.renewed(lease);
            }
            if (session != null && session.principal().equals(self)) {
                remember(lease, ownedLeases);
                if (session.graceMillis() > 0) {
                    graced.add(lease);
                }
            }
        }
        return allowed;
    }

    /** Those of the leases renewed that have a grace. */
    List<Long> graced() {
        return graced.leases();
    }

    private static void remember(long id, Set<Long> remembered) {
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.clear();
        }
        remembered.add(id);
    }

    /** The command as the log is to have it: who asks and from where is what this node sees, whatever the client said. Any thread. */
    EncodedCommand stamped(EncodedCommand asked) {
        if (asked.command() instanceof SessionCommand.Open open) {
            return encoded(new SessionCommand.Open(
                    open.session(),
                    open.ttlMillis(),
                    open.client(),
                    principal.toString(),
                    address,
                    open.graceMillis()));
        }
        if (asked.command() instanceof SessionCommand.Kill kill) {
            return encoded(new SessionCommand.Kill(kill.session(), principal.toString(), kill.why()));
        }
        if (asked.command() instanceof LockCommand.Revoke revoke) {
            return encoded(new LockCommand.Revoke(
                    revoke.name(), revoke.token(), principal.toString(), revoke.why(), revoke.successor()));
        }
        if (withoutName(asked.command()) instanceof ConfigCommand config) {
            ConfigCommand stamped = ConfigRules.stamped(config, principal.toString());
            if (asked.command() instanceof SessionCommand.Once once) {
                return encoded(new SessionCommand.Once(once.session(), once.sequence(), once.floor(), stamped));
            }
            return encoded(stamped);
        }
        return asked;
    }

    private static EncodedCommand encoded(Command command) {
        return new EncodedCommand(command, CommandCodec.encode(command));
    }

    @Override
    public String keyValue(KeyValueCommand command) {
        return ALLOWED;
    }

    @Override
    public String lease(LeaseCommand command) {
        return command.accept(leases);
    }

    @Override
    public String session(SessionCommand command) {
        return command.accept(sessions);
    }

    @Override
    public String config(ConfigCommand command) {
        boolean ofSession = command instanceof ConfigCommand.Acknowledge || command instanceof ConfigCommand.Leave;
        return ofSession ? "follow a config set but by a request of a session" : ALLOWED;
    }

    @Override
    public String lock(LockCommand command) {
        return command.accept(locks);
    }

    @Override
    public String member(MemberCommand command) {
        return "change the member table: nodes do";
    }

    /** Which changes of leases a stream may ask for. */
    private static final class LeaseRules implements LeaseCommand.Handler<String> {
        @Override
        public String grant(LeaseCommand.Grant command) {
            return ALLOWED;
        }

        @Override
        public String revoke(LeaseCommand.Revoke command) {
            return ALLOWED;
        }

        @Override
        public String expire(LeaseCommand.Expire command) {
            return "let a lease expire: the leader does";
        }

        @Override
        public String checkpoint(LeaseCommand.Checkpoint command) {
            return "bound leases: the leader does";
        }
    }

    /** Which changes of sessions a stream may ask for. */
    private final class SessionRules implements SessionCommand.Handler<String> {
        @Override
        public String open(SessionCommand.Open command) {
            return ALLOWED;
        }

        @Override
        public String close(SessionCommand.Close command) {
            return onlyOwned(command.session());
        }

        @Override
        public String kill(SessionCommand.Kill command) {
            return principal.role() == Role.OPERATOR ? ALLOWED : "kill sessions: operators do";
        }

        @Override
        public String once(SessionCommand.Once command) {
            String outer = onlyOwned(command.session());
            return outer.equals(ALLOWED) ? onlyOwned(sessionWithin(command)) : outer;
        }

        @Override
        public String resolve(SessionCommand.Resolve command) {
            return onlyOwned(command.session());
        }

        /** Whose acquisition or client a request is about: the state machine lets it be the request's session only. */
        private static long sessionWithin(SessionCommand.Once request) {
            Command command = request.command();
            if (command instanceof LockCommand.Acquire acquire) {
                return acquire.session();
            }
            if (command instanceof LockCommand.Withdraw withdraw) {
                return withdraw.session();
            }
            if (command instanceof LockCommand.Publish publish) {
                return publish.session();
            }
            if (command instanceof ConfigCommand.Acknowledge acknowledge) {
                return acknowledge.session();
            }
            if (command instanceof ConfigCommand.Leave leave) {
                return leave.session();
            }
            return command instanceof LockCommand.Release release ? release.session() : request.session();
        }

        private String onlyOwned(long session) {
            if (owned.contains(session)) {
                return ALLOWED;
            }
            String owner = directory.principalOf(session);
            if (owner == null) {
                return ALLOWED;
            }
            if (!owner.equals(principal.toString())) {
                return "use session " + Long.toHexString(session) + ": it belongs to " + owner;
            }
            remember(session, owned);
            return ALLOWED;
        }
    }

    /** Which changes of locks a stream may ask for outside of a request. */
    private final class LockRules implements LockCommand.Handler<String> {
        private static final String OUTSIDE = " but by a request of a session";

        @Override
        public String acquire(LockCommand.Acquire command) {
            return "acquire a lock" + OUTSIDE;
        }

        @Override
        public String withdraw(LockCommand.Withdraw command) {
            return "withdraw an acquisition" + OUTSIDE;
        }

        @Override
        public String release(LockCommand.Release command) {
            return "release a lock" + OUTSIDE;
        }

        @Override
        public String guarded(LockCommand.Guarded command) {
            return "write behind a guard" + OUTSIDE;
        }

        @Override
        public String publish(LockCommand.Publish command) {
            return "publish in an election" + OUTSIDE;
        }

        @Override
        public String revoke(LockCommand.Revoke command) {
            return principal.role() == Role.OPERATOR ? ALLOWED : "take locks away: operators do";
        }

        @Override
        public String setPermits(LockCommand.SetPermits command) {
            return principal.role() == Role.OPERATOR ? ALLOWED : "set permits: operators do";
        }

        @Override
        public String endHold(LockCommand.EndHold command) {
            return "end a hold for its length: the leader does";
        }

        @Override
        public String endDelay(LockCommand.EndDelay command) {
            return "end a lock-delay: the leader does";
        }
    }
}
