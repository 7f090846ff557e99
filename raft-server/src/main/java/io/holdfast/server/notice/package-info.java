/** Notices: streams are told that something they asked for changed, and look themselves at what it is. */
@NullMarked
package io.holdfast.server.notice;

import org.jspecify.annotations.NullMarked;
