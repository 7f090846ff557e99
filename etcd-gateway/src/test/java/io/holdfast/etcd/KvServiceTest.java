package io.holdfast.etcd;

import static io.holdfast.etcd.EtcdFixture.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.proto.CompactionRequest;
import io.holdfast.etcd.proto.Compare;
import io.holdfast.etcd.proto.DeleteRangeRequest;
import io.holdfast.etcd.proto.DeleteRangeResponse;
import io.holdfast.etcd.proto.PutRequest;
import io.holdfast.etcd.proto.PutResponse;
import io.holdfast.etcd.proto.RangeRequest;
import io.holdfast.etcd.proto.RangeRequest.SortOrder;
import io.holdfast.etcd.proto.RangeRequest.SortTarget;
import io.holdfast.etcd.proto.RangeResponse;
import io.holdfast.etcd.proto.RequestOp;
import io.holdfast.etcd.proto.ResponseHeader;
import io.holdfast.etcd.proto.TxnRequest;
import io.holdfast.etcd.proto.TxnResponse;
import io.holdfast.etcd.proto.mvcc.KeyValue;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvServiceTest {
    private static final String RANGE = "etcdserverpb.KV/Range";
    private static final String PUT = "etcdserverpb.KV/Put";
    private static final String DELETE = "etcdserverpb.KV/DeleteRange";
    private static final String TXN = "etcdserverpb.KV/Txn";
    private static final String COMPACT = "etcdserverpb.KV/Compact";
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    private final EtcdFixture etcd = new EtcdFixture();

    @AfterEach
    void close() {
        etcd.close();
    }

    @Test
    void putsAndRangesAnswerWithEveryFieldAndAHeader() {
        etcd.put("a", "1");
        PutResponse put = etcd.call(
                PUT,
                PutRequest.newBuilder()
                        .setKey(utf8("a"))
                        .setValue(utf8("2"))
                        .setPrevKv(true)
                        .build());
        ResponseHeader header = put.getHeader();
        assertThat(header.getRevision()).isEqualTo(3);
        assertThat(header.getRaftTerm()).isEqualTo(3);
        assertThat(header.getClusterId()).isPositive();
        assertThat(header.getMemberId()).isPositive().isNotEqualTo(header.getClusterId());
        assertThat(put.getPrevKv().getValue()).isEqualTo(utf8("1"));
        RangeResponse range = etcd.get("a");
        assertThat(range.getHeader()).isEqualTo(header);
        assertThat(range.getCount()).isOne();
        assertThat(range.getMore()).isFalse();
        assertThat(range.getKvsList())
                .containsExactly(KeyValue.newBuilder()
                        .setKey(utf8("a"))
                        .setValue(utf8("2"))
                        .setCreateRevision(2)
                        .setModRevision(3)
                        .setVersion(2)
                        .build());
    }

    @Test
    void rangesTakeLimitsOrdersFiltersAndRevisions() {
        etcd.put("k1", "c");
        etcd.put("k2", "b");
        etcd.put("k3", "a");
        etcd.put("k1", "z");
        RangeRequest.Builder all = RangeRequest.newBuilder().setKey(utf8("k")).setRangeEnd(utf8("l"));
        assertThat(keys(all.clone().setLimit(2))).containsExactly("k1", "k2");
        RangeResponse limited = etcd.call(RANGE, all.clone().setLimit(2).build());
        assertThat(limited.getMore()).isTrue();
        assertThat(limited.getCount()).isEqualTo(3);
        assertThat(keys(all.clone().setSortOrder(SortOrder.DESCEND))).containsExactly("k3", "k2", "k1");
        assertThat(keys(all.clone().setSortTarget(SortTarget.VALUE))).containsExactly("k3", "k2", "k1");
        assertThat(keys(all.clone().setSortTarget(SortTarget.MOD).setSortOrder(SortOrder.DESCEND)))
                .containsExactly("k1", "k3", "k2");
        assertThat(keys(all.clone().setMinModRevision(4))).containsExactly("k1", "k3");
        assertThat(keys(all.clone().setMaxCreateRevision(3))).containsExactly("k1", "k2");
        assertThat(keys(all.clone().setRevision(3))).containsExactly("k1", "k2");
        assertThat(keys(RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO)))
                .hasSize(3);
        assertThat(keys(RangeRequest.newBuilder().setKey(utf8("l")).setRangeEnd(utf8("k"))))
                .isEmpty();
        RangeResponse counted = etcd.call(RANGE, all.clone().setCountOnly(true).build());
        assertThat(counted.getCount()).isEqualTo(3);
        assertThat(counted.getKvsList()).isEmpty();
        RangeResponse bare = etcd.call(
                RANGE, all.clone().setKeysOnly(true).setSerializable(true).build());
        assertThat(bare.getKvsList()).allMatch(keyValue -> keyValue.getValue().isEmpty());
    }

    private List<String> keys(RangeRequest.Builder request) {
        RangeResponse response = etcd.call(RANGE, request.build());
        return response.getKvsList().stream()
                .map(keyValue -> keyValue.getKey().toStringUtf8())
                .toList();
    }

    @Test
    void errorsHaveEtcdsCodesAndWords() {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(utf8("a"));
        etcd.refusedWith(EtcdError.EMPTY_KEY, PUT, PutRequest.getDefaultInstance());
        etcd.refusedWith(EtcdError.EMPTY_KEY, RANGE, RangeRequest.getDefaultInstance());
        etcd.refusedWith(EtcdError.EMPTY_KEY, DELETE, DeleteRangeRequest.getDefaultInstance());
        etcd.refusedWith(
                EtcdError.VALUE_PROVIDED,
                PUT,
                put.clone().setValue(utf8("x")).setIgnoreValue(true).build());
        etcd.refusedWith(
                EtcdError.LEASE_PROVIDED,
                PUT,
                put.clone().setLease(1).setIgnoreLease(true).build());
        etcd.refusedWith(
                EtcdError.KEY_NOT_FOUND, PUT, put.clone().setIgnoreValue(true).build());
        etcd.refusedWith(EtcdError.LEASE_NOT_FOUND, PUT, put.clone().setLease(9).build());
        etcd.refusedWith(
                EtcdError.REQUEST_TOO_LARGE,
                PUT,
                put.clone().setValue(ByteString.copyFrom(new byte[2 << 20])).build());
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(utf8("a"));
        etcd.refusedWith(
                EtcdError.INVALID_SORT,
                RANGE,
                range.clone().setSortOrderValue(9).build());
        etcd.refusedWith(
                EtcdError.INVALID_SORT,
                RANGE,
                range.clone().setSortTargetValue(9).build());
        etcd.refusedWith(
                EtcdError.FUTURE_REVISION, RANGE, range.clone().setRevision(99).build());
    }

    @Test
    void compactionHidesOldRevisionsAndSaysSo() {
        etcd.put("a", "1");
        etcd.put("a", "2");
        etcd.put("a", "3");
        etcd.call(COMPACT, CompactionRequest.newBuilder().setRevision(3).build());
        etcd.refusedWith(
                EtcdError.COMPACTED,
                COMPACT,
                CompactionRequest.newBuilder().setRevision(3).build());
        etcd.refusedWith(
                EtcdError.FUTURE_REVISION,
                COMPACT,
                CompactionRequest.newBuilder().setRevision(99).build());
        RangeRequest.Builder range = RangeRequest.newBuilder().setKey(utf8("a"));
        etcd.refusedWith(
                EtcdError.COMPACTED, RANGE, range.clone().setRevision(2).build());
        RangeResponse floor = etcd.call(RANGE, range.clone().setRevision(3).build());
        assertThat(floor.getKvs(0).getValue()).isEqualTo(utf8("2"));
    }

    @Test
    void deletesSayHowManyAndWhat() {
        etcd.put("a", "1");
        etcd.put("b", "2");
        DeleteRangeRequest both = DeleteRangeRequest.newBuilder()
                .setKey(utf8("a"))
                .setRangeEnd(ZERO)
                .setPrevKv(true)
                .build();
        DeleteRangeResponse deleted = etcd.call(DELETE, both);
        assertThat(deleted.getDeleted()).isEqualTo(2);
        assertThat(deleted.getPrevKvsList()).extracting(KeyValue::getValue).containsExactly(utf8("1"), utf8("2"));
        assertThat(deleted.getHeader().getRevision()).isEqualTo(4);
        DeleteRangeResponse nothing = etcd.call(DELETE, both);
        assertThat(nothing.getDeleted()).isZero();
        assertThat(nothing.getHeader().getRevision()).isEqualTo(4);
    }

    @Test
    void answersInsideATransactionCarryARevisionAndNestedTransactionsNone() {
        etcd.put("a", "1");
        TxnRequest nested = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder().setKey(utf8("b")).setTarget(Compare.CompareTarget.CREATE))
                .addSuccess(put("d", "4"))
                .build();
        TxnResponse response = etcd.call(
                TXN,
                TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder()
                                .setKey(utf8("a"))
                                .setTarget(Compare.CompareTarget.VALUE)
                                .setValue(utf8("1")))
                        .addSuccess(range("b"))
                        .addSuccess(put("b", "2"))
                        .addSuccess(range("b"))
                        .addSuccess(RequestOp.newBuilder().setRequestTxn(nested))
                        .addFailure(put("c", "3"))
                        .build());
        assertThat(response.getSucceeded()).isTrue();
        assertThat(response.getHeader().getRevision()).isEqualTo(3);
        assertThat(response.getResponses(0).getResponseRange().getHeader())
                .isEqualTo(ResponseHeader.newBuilder().setRevision(2).build());
        assertThat(response.getResponses(1).getResponsePut().getHeader())
                .isEqualTo(ResponseHeader.newBuilder().setRevision(3).build());
        assertThat(response.getResponses(2).getResponseRange().getKvsCount()).isOne();
        TxnResponse inner = response.getResponses(3).getResponseTxn();
        assertThat(inner.getSucceeded()).isTrue();
        assertThat(inner.hasHeader()).isTrue();
        assertThat(inner.getHeader()).isEqualTo(ResponseHeader.getDefaultInstance());
        assertThat(etcd.get("c").getCount()).isZero();
    }

    @Test
    void aTransactionThatOnlyReadsLeavesTheRevisionAlone() {
        etcd.put("a", "1");
        TxnResponse response =
                etcd.call(TXN, TxnRequest.newBuilder().addSuccess(range("a")).build());
        assertThat(response.getHeader().getRevision()).isEqualTo(2);
        assertThat(response.getResponses(0).getResponseRange().getKvsCount()).isOne();
    }

    @Test
    void badTransactionsAreRefusedInEtcdsWords() {
        TxnRequest.Builder many = TxnRequest.newBuilder();
        for (int i = 0; i <= 128; i++) {
            many.addSuccess(put("k" + i, ""));
        }
        etcd.refusedWith(EtcdError.TOO_MANY_OPERATIONS, TXN, many.build());
        etcd.refusedWith(
                EtcdError.DUPLICATE_KEY,
                TXN,
                TxnRequest.newBuilder()
                        .addSuccess(put("a", "1"))
                        .addSuccess(put("a", "2"))
                        .build());
        etcd.refusedWith(
                EtcdError.KEY_NOT_FOUND,
                TXN,
                TxnRequest.newBuilder()
                        .addSuccess(RequestOp.getDefaultInstance())
                        .build());
        etcd.refusedWith(
                EtcdError.EMPTY_KEY,
                TXN,
                TxnRequest.newBuilder().addCompare(Compare.getDefaultInstance()).build());
        Status unknown = etcd.refused(
                TXN,
                TxnRequest.newBuilder()
                        .addCompare(Compare.newBuilder().setKey(utf8("a")).setTargetValue(9))
                        .build());
        assertThat(unknown.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void aRangeLargerThanAPageComesWholeInEveryOrder() {
        ByteString large = ByteString.copyFrom(new byte[900_000]);
        for (int i = 0; i < 10; i++) {
            etcd.call(
                    PUT,
                    PutRequest.newBuilder()
                            .setKey(utf8("k" + i))
                            .setValue(large)
                            .build());
        }
        etcd.put("k0", "small");
        RangeRequest.Builder all = RangeRequest.newBuilder().setKey(utf8("k")).setRangeEnd(utf8("l"));
        assertThat(keys(all.clone())).hasSize(10).isSorted();
        assertThat(keys(all.clone().setLimit(7))).hasSize(7).endsWith("k6");
        assertThat(keys(all.clone().setSortOrder(SortOrder.DESCEND)))
                .hasSize(10)
                .startsWith("k9")
                .endsWith("k0");
        assertThat(keys(all.clone().setSortTarget(SortTarget.MOD).setSortOrder(SortOrder.DESCEND)))
                .hasSize(10)
                .startsWith("k0", "k9");
        RangeResponse old = etcd.call(RANGE, all.clone().setRevision(11).build());
        assertThat(old.getKvs(0).getValue()).isEqualTo(large);
        assertThat(old.getCount()).isEqualTo(10);
        assertThat(old.getHeader().getRevision()).isEqualTo(12);
    }

    @Test
    void anAnswerBeyondTheCapIsRefusedInTheTransportsWords() {
        ByteString large = ByteString.copyFrom(new byte[1 << 20]);
        for (int i = 0; i < 65; i++) {
            etcd.call(
                    PUT,
                    PutRequest.newBuilder()
                            .setKey(utf8("k" + i))
                            .setValue(large)
                            .build());
        }
        Status status = etcd.refused(
                RANGE,
                RangeRequest.newBuilder()
                        .setKey(utf8("k"))
                        .setRangeEnd(utf8("l"))
                        .build());
        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getDescription())
                .startsWith("grpc: trying to send message larger than max (")
                .endsWith(" vs. 67108864)");
    }

    private static RequestOp put(String key, String value) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(utf8(key)).setValue(utf8(value)))
                .build();
    }

    private static RequestOp range(String key) {
        return RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(utf8(key)))
                .build();
    }
}
