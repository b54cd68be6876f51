package kotlinx.coroutines.channels;

public interface Channel extends SendChannel, ReceiveChannel {}
