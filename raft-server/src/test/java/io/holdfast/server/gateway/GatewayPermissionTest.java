package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.gateway.FakeCore.Taken;
import io.holdfast.tls.Role;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stream may send, by whose certificate it shows. */
class GatewayPermissionTest {
    private static final String APP = "spiffe://demo/client/app";
    private static final long MINE = 11;
    private static final long THEIRS = 12;
    private static final Put PUT = new Put(Bytes.utf8("k"), Bytes.utf8("v"));

    @TempDir
    Path folder;

    private GatewayFixture fixture;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        fixture = GatewayFixture.start(folder);
        fixture.core.leases.owners.put(MINE, APP);
        fixture.core.leases.owners.put(THEIRS, "spiffe://demo/client/other");
        client = fixture.greeted();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void noStreamRegistersAMember() throws Exception {
        assertDenied(client, new MemberCommand.Register("n2", "disk"), "may not change the member table");
        assertDenied(operator(), new MemberCommand.Register("n2", "disk"), "may not change the member table");
    }

    @Test
    void noStreamDecidesWhatTheLeaderDecides() throws Exception {
        assertDenied(client, new LeaseCommand.Expire(1, 1, 3), "let a lease expire");
        assertDenied(client, new LeaseCommand.Checkpoint(List.of(), 3), "bound leases");
        assertDenied(operator(), new LeaseCommand.Expire(1, 1, 3), "let a lease expire");
    }

    @Test
    void aClientUsesItsOwnSessionsAndNobodyElses() throws Exception {
        assertTaken(new SessionCommand.Once(MINE, 1, 0, PUT));
        assertTaken(new SessionCommand.Once(MINE, 2, 0, PUT));
        assertTaken(new SessionCommand.Resolve(MINE, 1));
        assertTaken(new SessionCommand.Close(MINE));

        String why = "may not use session c: it belongs to spiffe://demo/client/other";
        assertDenied(client, new SessionCommand.Once(THEIRS, 1, 0, PUT), why);
        assertDenied(client, new SessionCommand.Resolve(THEIRS, 1), why);
        assertDenied(client, new SessionCommand.Close(THEIRS), why);
    }

    @Test
    void theLeaseOfASessionIsRenewedByItsPrincipalOnly() throws Exception {
        fixture.core.leases.leaseOwners.put(1L, APP);
        fixture.core.leases.leaseOwners.put(2L, "spiffe://demo/client/other");
        client.send(new Request.Renew(5, 0, List.of(LeaseName.any(1), LeaseName.any(2), LeaseName.any(7))));
        FakeLeases.Renewing renewing = fixture.core.leases.renewals.poll(10, TimeUnit.SECONDS);
        assertThat(renewing).isNotNull();
        assertThat(renewing.leases()).containsExactly(LeaseName.any(1), LeaseName.any(7));
        renewing.answer().answered(List.of(new Renewal(1, 5, 9_000), new Renewal(7, 5, 8_000)));
        renewing.answer().flush();
        assertThat(client.results(1))
                .as("one that it may not renew does not cost it the others")
                .containsExactly(new Result.Renewed(
                        5,
                        List.of(new Renewal(1, 5, 9_000), Renewal.gone(LeaseName.any(2)), new Renewal(7, 5, 8_000))));
    }

    @Test
    void aSessionNobodyKnowsYetIsLeftToTheStateMachine() throws Exception {
        client.send(write(1, open(77)), write(2, new SessionCommand.Once(77, 1, 0, PUT)));

        List<Taken> taken = fixture.core.take(2);
        assertThat(taken.get(1).put()).isEqualTo(new SessionCommand.Once(77, 1, 0, PUT));
    }

    @Test
    void onlyAnOperatorKillsASessionAndSignsForIt() throws Exception {
        SessionCommand.Kill kill = new SessionCommand.Kill(THEIRS, "spiffe://demo/operator/somebody-else", "stuck");
        assertDenied(client, kill, "may not kill sessions");

        operator().send(write(1, kill));

        assertThat(fixture.core.take(1).get(0).put())
                .isEqualTo(new SessionCommand.Kill(THEIRS, "spiffe://demo/operator/root", "stuck"));
    }

    @Test
    void whoOpensASessionAndFromWhereIsWhatTheNodeSees() throws Exception {
        client.send(write(1, open(77)));

        Taken taken = fixture.core.take(1).get(0);
        assertThat(taken.put()).isInstanceOfSatisfying(SessionCommand.Open.class, open -> {
            assertThat(open.principal()).isEqualTo(APP);
            assertThat(open.address()).matches("127\\.0\\.0\\.1:\\d+");
            assertThat(open.client()).isEqualTo("me");
            assertThat(open.ttlMillis()).isEqualTo(9_000);
        });
        assertThat(taken.command())
                .satisfies(command -> assertThat(CommandCodec.decode(command.bytes()))
                        .as("the bytes that go into the log say the same")
                        .isEqualTo(command.command()));
    }

    @Test
    void aRefusedCommandDoesNotDisturbItsNeighbours() throws Exception {
        client.send(RawClient.put(1, "a"), write(2, new SessionCommand.Close(THEIRS)), RawClient.put(3, "b"));

        fixture.core.answerPuts(fixture.core.take(2));
        assertThat(client.results(3)).extracting(Result::id).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    private RawClient operator() throws Exception {
        RawClient operator = fixture.connect(fixture.pki.material(Role.OPERATOR, "root"));
        operator.greet();
        return operator;
    }

    private static SessionCommand.Open open(long session) {
        return new SessionCommand.Open(session, 9_000, "me", "spiffe://demo/operator/root", "10.0.0.1:1");
    }

    private static Request write(long id, Command command) {
        return new Request.Write(id, 0, new EncodedCommand(command, CommandCodec.encode(command)));
    }

    private void assertTaken(Command command) throws Exception {
        client.send(write(1, command));
        assertThat(fixture.core.take(1).get(0).put()).isEqualTo(command);
    }

    private void assertDenied(RawClient sender, Command command, String why) throws Exception {
        sender.send(write(7, command));
        Result.Failed failed = (Result.Failed) sender.results(1).get(0);
        assertThat(failed.failure())
                .returns(Failure.Code.PERMISSION_DENIED, Failure::code)
                .returns(Failure.Certainty.NOT_APPLIED, Failure::certainty);
        assertThat(failed.failure().message()).startsWith("spiffe://demo/").contains(why);
        assertThat(fixture.core.waiting()).isZero();
    }
}
