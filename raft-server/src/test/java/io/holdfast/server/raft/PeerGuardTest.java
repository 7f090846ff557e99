package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.tls.Authority;
import io.holdfast.tls.NodeTrust;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsMaterial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.GroupListRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may say what on the Raft port, asked over real TLS with Ratis' own client side. */
class PeerGuardTest {
    @TempDir
    Path folder;

    private TestCluster cluster;
    private NodeSecurity security;

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.of(folder, 1);
        security = NodeSecurity.of(cluster.material(Role.NODE, "n1"));
        cluster.start("n1", security);
        cluster.awaitReady();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void aNodeClaimingToBeAnotherIsRefusedWithOfferedAndExpected() throws Exception {
        assertThatThrownBy(() -> vote(cluster.material(Role.NODE, "n3"), "n1"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("PERMISSION_DENIED")
                .hasMessageContaining("offered spiffe://test/node/n3")
                .hasMessageContaining("expected node n1");
    }

    @Test
    void aNodeInItsOwnNameIsHeardByRaft() throws Exception {
        StatusRuntimeException refusal =
                catchThrowableOfType(StatusRuntimeException.class, () -> vote(cluster.material(Role.NODE, "n3"), "n3"));
        // Raft itself refuses a request that names no group; the guard let it pass.
        assertThat(refusal.getStatus().getCode()).isNotEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(refusal.getStatus().getCode()).isNotEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aClientCertificateIsRefusedOnTheRaftPort() throws Exception {
        assertThatThrownBy(() -> vote(cluster.material(Role.CLIENT, "app"), "n1"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAVAILABLE");
    }

    @Test
    void aNodeOfAnotherAuthorityIsRefusedOnTheRaftPort() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Authority foreign = Authority.create(TestCluster.NAME, Duration.ofDays(1));
        foreign.save(elsewhere.resolve("pki"));
        TlsMaterial material = TestCluster.material(foreign, elsewhere, Role.NODE, "n1");
        assertThatThrownBy(() -> vote(material, "n1"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAVAILABLE");
    }

    @Test
    void aPeerOfADroppedAuthorityIsHeardNoMoreOnTheConnectionItHas() throws Exception {
        ManagedChannel channel = channel(cluster.material(Role.NODE, "n3"));
        try {
            StatusRuntimeException heard =
                    catchThrowableOfType(StatusRuntimeException.class, () -> vote(channel, "n3"));
            assertThat(heard.getStatus().getCode()).isNotEqualTo(Status.Code.PERMISSION_DENIED);
            Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
            Authority next = cluster.authority().successor(Duration.ofDays(1));
            next.save(elsewhere.resolve("pki"));

            security.material().replace(TestCluster.material(next, elsewhere, Role.NODE, "n1"));

            assertThatThrownBy(() -> vote(channel, "n3"))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("PERMISSION_DENIED")
                    .hasMessageContaining("offered spiffe://test/node/n3 issued by 'CN=test,O=Holdfast authority'")
                    .hasMessageContaining("issued by 'CN=test,O=Holdfast authority 2'");
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void ratisAdminServiceIsRefusedEvenToANode() throws Exception {
        ManagedChannel channel = channel(cluster.material(Role.NODE, "n3"));
        try {
            assertThatThrownBy(() -> AdminProtocolServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(5, TimeUnit.SECONDS)
                            .groupList(GroupListRequestProto.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("PERMISSION_DENIED")
                    .hasMessageContaining("this port serves");
        } finally {
            channel.shutdownNow();
        }
    }

    private void vote(TlsMaterial material, String requestor) throws Exception {
        ManagedChannel channel = channel(material);
        try {
            vote(channel, requestor);
        } finally {
            channel.shutdownNow();
        }
    }

    private static void vote(ManagedChannel channel, String requestor) {
        RaftServerProtocolServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(5, TimeUnit.SECONDS)
                .requestVote(RequestVoteRequestProto.newBuilder()
                        .setServerRequest(RaftRpcRequestProto.newBuilder()
                                .setRequestorId(ByteString.copyFromUtf8(requestor))
                                .setReplyId(ByteString.copyFromUtf8("n1")))
                        .build());
    }

    private ManagedChannel channel(TlsMaterial material) throws Exception {
        return NettyChannelBuilder.forAddress("127.0.0.1", cluster.member("n1").peerPort())
                .sslContext(GrpcSslContexts.forClient()
                        .keyManager(material.keyManager())
                        .trustManager(NodeTrust.anyNode(cluster.material(Role.NODE, "probe")))
                        .protocols("TLSv1.3")
                        .build())
                .build();
    }
}
