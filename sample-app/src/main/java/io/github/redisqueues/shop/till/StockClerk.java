package io.github.redisqueues.shop.till;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

import io.github.redisqueues.listener.QueueListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Service;

/**
 * Counts the stock at regular intervals. The schedule is configured on every instance;
 * for each tick one of them counts.
 */
@Service
public class StockClerk {

	private static final Logger logger = LoggerFactory.getLogger(StockClerk.class);

	private static final int KEPT = 100;

	private final Shelf shelf;

	private final Deque<String> ticks = new ConcurrentLinkedDeque<>();

	StockClerk(Shelf shelf) {
		this.shelf = shelf;
	}

	@QueueListener("stocktaking")
	void count(String reason, @Header("tick") String tick) {
		logger.debug("{} of {}: {} pieces", reason, tick, this.shelf.pieces());
		this.ticks.add(tick);
		if (this.ticks.size() > KEPT) {
			this.ticks.remove();
		}
	}

	/**
	 * Returns the ticks of the last hundred counts in this instance.
	 * @return the ticks in ISO 8601, in order of arrival, including duplicates
	 */
	public List<String> ticks() {
		return List.copyOf(this.ticks);
	}

}
