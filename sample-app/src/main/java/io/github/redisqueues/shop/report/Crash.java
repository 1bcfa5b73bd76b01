package io.github.redisqueues.shop.report;

/**
 * A worker that left a message unsettled.
 *
 * @param worker name of the worker's thread
 * @param messageId the message that was received and not acknowledged
 */
public record Crash(String worker, String messageId) {

}
