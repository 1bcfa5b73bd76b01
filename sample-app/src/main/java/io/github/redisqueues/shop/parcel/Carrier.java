package io.github.redisqueues.shop.parcel;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.shop.ShopProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;

/**
 * Hands parcels over to a carrier, which is slow and can be broken. While it is, each
 * parcel is tried again after a delay, until its attempts are used up and it is a dead
 * letter.
 */
@Service
class Carrier {

	private static final Logger logger = LoggerFactory.getLogger(Carrier.class);

	private static final Duration LATER = Duration.ofSeconds(5);

	private final Duration timeOfParcel;

	private final Set<String> refused = ConcurrentHashMap.newKeySet();

	private volatile boolean working = true;

	Carrier(ShopProperties properties) {
		this.timeOfParcel = properties.parcelTime();
	}

	/**
	 * Hands a parcel over. Throws {@code RetryLater} because the reason is known and
	 * needs no stack trace in the log; any other exception is retried as well.
	 */
	@QueueListener("parcels")
	void handOver(Parcel parcel, @Attempt int attempt) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(this.timeOfParcel.toMillis());
		if (!this.working) {
			this.refused.add(parcel.orderId());
			logger.warn("The carrier did not take the parcel of order '{}' at attempt {}", parcel.orderId(), attempt);
			throw new RetryLater(LATER, "the carrier does not answer", null);
		}
		if (this.refused.remove(parcel.orderId())) {
			logger.info("The carrier took the parcel of order '{}' in the end", parcel.orderId());
		}
	}

	void work(boolean working) {
		this.working = working;
		logger.info(working ? "The carrier works" : "The carrier is broken");
	}

	boolean isWorking() {
		return this.working;
	}

}
