package io.holdfast.client.internal;

/** Who waits for a lease to be kept alive. One of its methods is called, once, on the callback executor; or {@link #failed} at once, if too
 * many wait. */
public interface Keeping {
    /** It is kept. */
    void kept(KeptLease lease);

    /** There is no such lease. */
    void missing();

    /** There is no answer. */
    void failed(CallFailure why);
}
