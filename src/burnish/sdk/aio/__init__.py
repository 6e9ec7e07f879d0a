"""The SDK for asyncio; `burnish.sdk.blocking` is made from these files by `.ci/blocking`."""
