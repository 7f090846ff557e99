package io.holdfast.cli.tour;

import io.holdfast.cli.cluster.NodeReport;
import io.holdfast.cli.cluster.OperationsClient;
import io.holdfast.client.HoldfastClient;
import io.holdfast.tls.TlsMaterial;
import java.util.List;

/**
 * Where the tour takes place.
 *
 * @param client a client with a certificate of the cluster
 * @param tls that certificate
 * @param operations a client of the nodes' operations ports
 * @param urls those ports
 * @param script what kills and restarts nodes
 * @param narrator who tells what happens
 */
record Stage(
        HoldfastClient client,
        TlsMaterial tls,
        OperationsClient operations,
        List<String> urls,
        ClusterScript script,
        Narrator narrator) {
    /** What each node says of itself now. */
    List<NodeReport> reports() {
        return NodeReport.ask(operations, urls);
    }

    /** The node that leads. */
    String leader() throws StepFailedException {
        return client.cluster()
                .blocking()
                .describe()
                .leader()
                .orElseThrow(() -> new StepFailedException("no node leads"))
                .node();
    }
}
