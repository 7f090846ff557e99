package io.holdfast.cli;

import io.holdfast.cli.bench.BenchCommand;
import io.holdfast.cli.cluster.AwaitCommand;
import io.holdfast.cli.cluster.MemberCommand;
import io.holdfast.cli.cluster.StatusCommand;
import io.holdfast.cli.config.ConfigCommand;
import io.holdfast.cli.election.ElectionCommand;
import io.holdfast.cli.kv.KvCommand;
import io.holdfast.cli.lease.LeaseCommand;
import io.holdfast.cli.lock.LockCommand;
import io.holdfast.cli.pki.PkiCommand;
import io.holdfast.cli.session.SessionCommand;
import io.holdfast.cli.snapshot.SnapshotCommand;
import io.holdfast.cli.tour.CandidateCommand;
import io.holdfast.cli.tour.HolderCommand;
import io.holdfast.cli.tour.TourCommand;
import java.util.List;

/** Every first word that the tool knows, in the order in which help lists them. */
final class Nouns {
    static final List<Noun> ALL = List.of(
            new Noun("kv", "Read and write keys", KvCommand::line),
            new Noun("lease", "Grant, renew, list and revoke leases", LeaseCommand::line),
            new Noun("lock", "Run a command while holding a lock; see who holds what", LockCommand::line),
            new Noun("election", "Run a command while leading; see who leads, hand over", ElectionCommand::line),
            new Noun("config", "Publish configuration as releases, roll it out, follow it", ConfigCommand::line),
            new Noun("session", "List the clients' sessions, end one", SessionCommand::line),
            new Noun("member", "Show the members of the cluster", MemberCommand::line),
            new Noun("snapshot", "Save everything into a file; look into one; restore from it", SnapshotCommand::line),
            Noun.simple("status", "Show what each node says of itself, and whether all agree", StatusCommand::new),
            new Noun("pki", "Make an authority, issue certificates, show what is in them", PkiCommand::line),
            Noun.simple("bench", "Measure throughput and latency with a closed-loop load", BenchCommand::new),
            Noun.simple("completion", "Print a completion script for bash or zsh", CompletionCommand::new),
            Noun.simple("version", "Print the version of this tool", VersionCommand::new),
            Noun.simple("await-nodes", "", AwaitCommand::new),
            Noun.simple("tour", "", TourCommand::new),
            Noun.simple("tour-holder", "", HolderCommand::new),
            Noun.simple("tour-candidate", "", CandidateCommand::new),
            Noun.simple("warm-up", "", WarmUpCommand::new));

    private Nouns() {}
}
