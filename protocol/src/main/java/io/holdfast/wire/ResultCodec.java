package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Member.Role;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;

/** What became of one operation. */
final class ResultCodec {
    private ResultCodec() {}

    static void write(ProtoWriter writer, int field, Result result) {
        int mark = writer.size();
        if (result instanceof Result.Answered answered) {
            if (answered.freshness() != null) {
                write(writer, answered.freshness());
            }
            new OutcomeWriter(writer).write(2, answered.outcome());
        } else if (result instanceof Result.Failed failed) {
            FailureCodec.write(writer, 3, failed.failure());
        } else if (result instanceof Result.Described described) {
            DescriptionCodec.write(writer, 4, described.description());
        } else if (result instanceof Result.Renewed renewed) {
            write(writer, renewed.renewals());
        } else if (result instanceof Result.Lives lives) {
            write(writer, lives.life());
        } else if (result instanceof Result.Followed) {
            writer.message(8, writer.size());
        } else if (result instanceof Result.Subscribed) {
            writer.message(9, writer.size());
        }
        writer.number(1, result.id());
        writer.message(field, mark);
    }

    static Result read(ProtoReader reader) throws MalformedException {
        long id = 0;
        Object kind = null;
        Freshness freshness = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> id = reader.int64("id");
                case 2 -> kind = reader.message("outcome", kind, OutcomeReader::read);
                case 3 -> kind = reader.message("failure", kind, FailureCodec::read);
                case 4 -> kind = reader.message("description", kind, DescriptionCodec::read);
                case 5 -> kind = reader.message("renewed", kind, ResultCodec::readRenewed);
                case 6 -> kind = reader.message("life", kind, ResultCodec::readLife);
                case 7 -> freshness = reader.message("freshness", freshness, ResultCodec::readFreshness);
                case 8 -> kind = reader.message("followed", kind, ResultCodec::readFollowed);
                case 9 -> kind = reader.message("subscribed", kind, ResultCodec::readSubscribed);
                default -> throw reader.unknownField();
            }
        }
        if (kind instanceof Outcome outcome) {
            return new Result.Answered(id, outcome, freshness);
        }
        if (freshness != null) {
            throw reader.broken("freshness", "stands beside no outcome");
        }
        if (kind instanceof Failure failure) {
            return new Result.Failed(id, failure);
        }
        if (kind instanceof ClusterDescription description) {
            return new Result.Described(id, description);
        }
        if (kind instanceof Result.Renewed renewed) {
            return new Result.Renewed(id, renewed.renewals());
        }
        if (kind instanceof LeaseLife life) {
            return new Result.Lives(id, life);
        }
        if (kind instanceof Result.Followed) {
            return new Result.Followed(id);
        }
        if (kind instanceof Result.Subscribed) {
            return new Result.Subscribed(id);
        }
        throw reader.missing("kind of result");
    }

    private static void write(ProtoWriter writer, Freshness freshness) {
        int mark = writer.size();
        writer.number(2, freshness.stalenessMillis());
        writer.number(1, DescriptionCodec.ROLES.number(freshness.role()));
        writer.message(7, mark);
    }

    private static Freshness readFreshness(ProtoReader reader) throws MalformedException {
        Role role = null;
        long stalenessMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> role = DescriptionCodec.ROLES.read(reader, "role");
                case 2 -> stalenessMillis = reader.int64("staleness_millis");
                default -> throw reader.unknownField();
            }
        }
        if (role == null) {
            throw reader.missing("role");
        }
        return new Freshness(role, stalenessMillis);
    }

    private static void write(ProtoWriter writer, List<Renewal> renewals) {
        int mark = writer.size();
        for (int i = renewals.size() - 1; i >= 0; i--) {
            int content = writer.size();
            writer.number(3, renewals.get(i).epoch());
            writer.number(2, renewals.get(i).ttlMillis());
            writer.number(1, renewals.get(i).lease());
            writer.message(1, content);
        }
        writer.message(5, mark);
    }

    private static Result.Renewed readRenewed(ProtoReader reader) throws MalformedException {
        List<Renewal> renewals = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            reader.element("renewals", renewals, ResultCodec::readRenewal);
        }
        return new Result.Renewed(0, renewals);
    }

    private static Renewal readRenewal(ProtoReader reader) throws MalformedException {
        long lease = 0;
        long ttlMillis = 0;
        long epoch = LeaseName.ANY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> lease = reader.int64("lease");
                case 2 -> ttlMillis = reader.int64("ttl_millis");
                case 3 -> epoch = reader.int64("epoch");
                default -> throw reader.unknownField();
            }
        }
        return new Renewal(lease, epoch, ttlMillis);
    }

    private static Result.Followed readFollowed(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new Result.Followed(0);
    }

    private static Result.Subscribed readSubscribed(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new Result.Subscribed(0);
    }

    private static void write(ProtoWriter writer, LeaseLife life) {
        int mark = writer.size();
        for (int i = life.keys().size() - 1; i >= 0; i--) {
            writer.byteField(5, life.keys().get(i));
        }
        writer.number(4, life.remainingMillis());
        writer.number(3, life.ttlMillis());
        writer.number(2, life.lease());
        writer.number(1, life.revision());
        writer.message(6, mark);
    }

    private static LeaseLife readLife(ProtoReader reader) throws MalformedException {
        long revision = 0;
        long lease = 0;
        long ttlMillis = 0;
        long remainingMillis = 0;
        List<Bytes> keys = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> revision = reader.int64("revision");
                case 2 -> lease = reader.int64("lease");
                case 3 -> ttlMillis = reader.int64("ttl_millis");
                case 4 -> remainingMillis = reader.int64("remaining_millis");
                case 5 -> reader.element("keys", keys);
                default -> throw reader.unknownField();
            }
        }
        return new LeaseLife(revision, lease, ttlMillis, remainingMillis, keys);
    }
}
