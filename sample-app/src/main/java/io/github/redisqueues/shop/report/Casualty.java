package io.github.redisqueues.shop.report;

/**
 * A worker that left a message unsettled.
 *
 * @param worker name of its thread
 * @param messageId the message that it had received and did not acknowledge
 */
public record Casualty(String worker, String messageId) {

}
