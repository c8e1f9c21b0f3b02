"""NLinear: the network of the forecaster, in the container and in training."""

import torch
from torch import nn


class NLinear(nn.Module):
    """Forecasts a series from its own recent past with one matrix.

    The last value is subtracted, one linear layer is applied, the last value is added back (Zeng et
    al., "Are Transformers Effective for Time Series Forecasting?", AAAI 2023,
    https://arxiv.org/abs/2205.13504). Unlike theirs, the layer has no bias, so a forecast follows
    its input through every change of level and unit: ``net(a * x + c) == a * net(x) + c``. What was
    learnt in megawatts holds for kilowatts, and for a region of any size.

    Args:
        context: Number of past values that a forecast is made from.
        horizon: Number of future values that are forecast.
    """

    def __init__(self, context: int, horizon: int) -> None:
        super().__init__()
        self.context = context
        self.horizon = horizon
        self.linear = nn.Linear(context, horizon, bias=False)

    def forward(self, past: torch.Tensor) -> torch.Tensor:
        """Forecast every series of a batch.

        Args:
            past: Past values, oldest first; shape (series, context).

        Returns:
            The values that follow; shape (series, horizon).
        """
        last = past[:, -1:]
        forecast: torch.Tensor = self.linear(past - last) + last
        return forecast
