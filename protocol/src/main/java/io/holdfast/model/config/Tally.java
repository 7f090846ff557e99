package io.holdfast.model.config;

/**
 * How the clients of a set stand to one release.
 *
 * @param release the release's number; 0 for clients that run on none yet
 * @param applied how many run on it
 * @param rejected how many rejected it and run on another
 */
public record Tally(long release, int applied, int rejected) {}
