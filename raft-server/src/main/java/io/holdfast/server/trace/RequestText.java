package io.holdfast.server.trace;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.query.TransactionQuery;
import io.holdfast.wire.Request;
import java.util.Locale;

/** A request as {@code key=value} words for a log: what it does, the beginning of its key, sizes; never a value. */
final class RequestText implements Command.Domains<String>, KeyValueCommand.Handler<String>, Query.Handler<String> {
    /** Of a key, in bytes: enough to know whose it is. */
    private static final int KEY_BYTES = 32;

    private static final RequestText TEXT = new RequestText();

    private RequestText() {}

    static String of(Request request) {
        if (request instanceof Request.Write write) {
            return write.command().command().accept(TEXT) + " bytes="
                    + write.command().bytes().size();
        }
        if (request instanceof Request.Read read) {
            return read.query().accept(TEXT) + " level="
                    + read.level().kind().name().toLowerCase(Locale.ROOT);
        }
        if (request instanceof Request.Renew renew) {
            return "asks=renew leases=" + renew.leases().size();
        }
        if (request instanceof Request.TimeToLive ask) {
            return "asks=time_to_live lease=" + Long.toHexString(ask.lease());
        }
        if (request instanceof Request.Follow follow) {
            return "asks=follow session=" + Long.toHexString(follow.session());
        }
        if (request instanceof Request.Subscribe subscribe) {
            return "asks=subscribe " + topic(subscribe.topic());
        }
        if (request instanceof Request.Unsubscribe unsubscribe) {
            return "asks=unsubscribe " + topic(unsubscribe.topic());
        }
        return "asks=" + (request instanceof Request.DescribeCluster ? "describe" : "unreadable");
    }

    /** Of a change of keys, as it stands behind guards. */
    static String of(KeyValueCommand command) {
        return TEXT.keyValue(command);
    }

    @Override
    public String keyValue(KeyValueCommand command) {
        return command.accept((KeyValueCommand.Handler<String>) this);
    }

    @Override
    public String lease(LeaseCommand command) {
        return "asks=lease_" + word(command);
    }

    @Override
    public String session(SessionCommand command) {
        return command instanceof SessionCommand.Once once
                ? once.command().accept(this) + " session=" + Long.toHexString(once.session()) + " sequence="
                        + once.sequence()
                : "asks=session_" + word(command);
    }

    @Override
    public String member(MemberCommand command) {
        return "asks=member_" + word(command);
    }

    @Override
    public String put(Put command) {
        return "asks=put " + key(command.key()) + " valueBytes="
                + command.value().size();
    }

    @Override
    public String deleteRange(DeleteRange command) {
        return "asks=delete " + range(command.range());
    }

    @Override
    public String transaction(Transaction command) {
        return "asks=transaction compares=" + command.compares().size() + " success="
                + command.success().size() + " failure=" + command.failure().size();
    }

    @Override
    public String compact(Compact command) {
        return "asks=compact revision=" + command.revision();
    }

    @Override
    public String range(RangeQuery query) {
        return "asks=range " + range(query.range());
    }

    @Override
    public String transaction(TransactionQuery query) {
        return "asks=transaction compares=" + query.compares().size() + " success="
                + query.success().size() + " failure=" + query.failure().size();
    }

    @Override
    public String leases(LeasesQuery query) {
        return "asks=leases";
    }

    @Override
    public String sessions(SessionsQuery query) {
        return "asks=sessions";
    }

    @Override
    public String session(SessionQuery query) {
        return "asks=session session=" + Long.toHexString(query.session());
    }

    @Override
    public String config(ConfigCommand command) {
        return command.accept(ConfigText.TEXT);
    }

    @Override
    public String lock(LockCommand command) {
        return command.accept(LockText.TEXT);
    }

    @Override
    public String config(ConfigQuery query) {
        return query.accept(ConfigText.TEXT);
    }

    @Override
    public String lock(LockQuery query) {
        return query.accept(LockText.TEXT);
    }

    private static String topic(Topic topic) {
        return "topic=" + topic.kind().name().toLowerCase(Locale.ROOT) + " name=\""
                + beginning(Bytes.utf8(topic.name())) + "\"";
    }

    private static String word(Object command) {
        return command.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String range(KeyRange range) {
        return key(range.start()) + (range.isSingle() ? "" : " range=true");
    }

    private static String key(Bytes key) {
        return "key=\"" + beginning(key) + "\" keyBytes=" + key.size();
    }

    /** Printable ASCII as it is, anything else as {@code \xNN}: a key must not write lines of its own into the log. */
    static String beginning(Bytes key) {
        StringBuilder text = new StringBuilder(KEY_BYTES + 1);
        for (int i = 0; i < Math.min(KEY_BYTES, key.size()); i++) {
            byte b = key.at(i);
            boolean plain = b >= ' ' && b <= '~' && b != '"' && b != '\\';
            text.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\x%02x", b));
        }
        return text.append(key.size() > KEY_BYTES ? "…" : "").toString();
    }
}
