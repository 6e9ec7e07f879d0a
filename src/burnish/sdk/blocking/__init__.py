"""The SDK without asyncio; made from `burnish.sdk.aio` by `.ci/blocking`."""
