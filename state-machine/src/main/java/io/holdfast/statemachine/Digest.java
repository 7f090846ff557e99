package io.holdfast.statemachine;

/**
 * What a replica believes, in two numbers. Replicas that applied the same log have the same digest; only digests of the
 * same version, taken after the same log entry, may be compared.
 *
 * @param version names the hash function and what it is fed with
 * @param chain over every outcome and event since the beginning: differs if any answer ever differed
 * @param content over the present state, however it came to be: can be computed anew from the state alone
 */
public record Digest(int version, long chain, long content) {}
