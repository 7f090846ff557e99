package io.holdfast.etcd.kv;

import static io.holdfast.etcd.call.ByteStrings.string;

import io.holdfast.etcd.proto.DeleteRangeResponse;
import io.holdfast.etcd.proto.PutResponse;
import io.holdfast.etcd.proto.RangeResponse;
import io.holdfast.etcd.proto.ResponseHeader;
import io.holdfast.etcd.proto.ResponseOp;
import io.holdfast.etcd.proto.TxnResponse;
import io.holdfast.etcd.proto.mvcc.KeyValue;
import io.holdfast.model.outcome.Outcome;

/** The core's outcomes as etcd's answers. */
public final class KvReplies {
    private KvReplies() {}

    /** A version of a key. Its bytes are shared, not copied. */
    public static KeyValue keyValue(io.holdfast.model.KeyValue version) {
        return KeyValue.newBuilder()
                .setKey(string(version.key()))
                .setCreateRevision(version.createRevision())
                .setModRevision(version.modRevision())
                .setVersion(version.version())
                .setValue(string(version.value()))
                .setLease(version.lease())
                .build();
    }

    static PutResponse put(ResponseHeader header, Outcome.Put outcome) {
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(header);
        if (outcome.previous() != null) {
            response.setPrevKv(keyValue(outcome.previous()));
        }
        return response.build();
    }

    static DeleteRangeResponse delete(ResponseHeader header, Outcome.DeleteRange outcome) {
        DeleteRangeResponse.Builder response =
                DeleteRangeResponse.newBuilder().setHeader(header).setDeleted(outcome.deleted());
        outcome.previous().forEach(previous -> response.addPrevKvs(keyValue(previous)));
        return response.build();
    }

    static RangeResponse range(ResponseHeader header, Outcome.Range outcome) {
        RangeResponse.Builder response = RangeResponse.newBuilder()
                .setHeader(header)
                .setMore(outcome.more())
                .setCount(outcome.count());
        outcome.keyValues().forEach(found -> response.addKvs(keyValue(found)));
        return response.build();
    }

    /** Answers inside a transaction say a revision and nothing else; nested transactions not even that. */
    static TxnResponse transaction(ResponseHeader header, Outcome.Transaction outcome) {
        TxnResponse.Builder response =
                TxnResponse.newBuilder().setHeader(header).setSucceeded(outcome.succeeded());
        outcome.responses().forEach(inner -> response.addResponses(operation(inner)));
        return response.build();
    }

    private static ResponseOp operation(Outcome outcome) {
        ResponseHeader header =
                ResponseHeader.newBuilder().setRevision(outcome.revision()).build();
        ResponseOp.Builder response = ResponseOp.newBuilder();
        if (outcome instanceof Outcome.Range range) {
            response.setResponseRange(range(header, range));
        } else if (outcome instanceof Outcome.Put put) {
            response.setResponsePut(put(header, put));
        } else if (outcome instanceof Outcome.DeleteRange delete) {
            response.setResponseDeleteRange(delete(header, delete));
        } else if (outcome instanceof Outcome.Transaction nested) {
            response.setResponseTxn(transaction(ResponseHeader.getDefaultInstance(), nested));
        } else {
            throw new IllegalArgumentException("no operation of a transaction is answered with " + outcome);
        }
        return response.build();
    }
}
